using P2PActors.Network.Topology;

namespace P2PActors.Tests.Network.Topology;

public class DegreeLawTests
{
    [Fact]
    public void The_lectures_laws_have_the_published_probabilities()
    {
        double[] pure = [0, 0.503, 0.190, 0.108, 0.072, 0.053, 0.041, 0.033];
        for (int degree = 0; degree <= 7; degree++)
        {
            Assert.Equal(pure[degree], DegreeLaw.Pure.Probability(degree), 3);
            if (degree > 1) Assert.Equal(pure[degree], DegreeLaw.Hybrid.Probability(degree), 3);
        }

        Assert.Equal(0.478, DegreeLaw.Hybrid.Probability(1), 3);
        Assert.Equal(0.025, DegreeLaw.Hybrid.Probability(20), 3);
        Assert.Equal(0, DegreeLaw.Hybrid.Probability(19));
        Assert.Equal(0, DegreeLaw.Pure.Probability(8));
    }

    [Fact]
    public void A_power_law_keeps_its_bounds_and_its_ratio()
    {
        DegreeLaw law = DegreeLaw.PowerLaw(2.3, 3, 50);
        Assert.Equal((0.0, 0.0, 50), (law.Probability(2), law.Probability(51), law.Maximum));
        Assert.Equal(Math.Pow(2, -2.3), law.Probability(20) / law.Probability(10), 9);
        Assert.Equal(7, DegreeLaw.PowerLaw(300, 7, 1_000).Mean, 9);
        Assert.Throws<ArgumentOutOfRangeException>(() => DegreeLaw.PowerLaw(2, 0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => DegreeLaw.PowerLaw(2, 6, 5));
    }
}
