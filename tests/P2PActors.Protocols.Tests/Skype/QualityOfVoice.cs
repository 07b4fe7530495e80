using P2PActors.Actors;
using P2PActors.Protocols.Skype;

namespace P2PActors.Protocols.Tests.Skype;

/// <summary>The E-model, against tables made by others.</summary>
public sealed class QualityOfVoice
{
    // ITU-T G.107 annex B, table B.1: lower limits of R and the scores that go with them, to the last digit given.
    [Theory]
    [InlineData(90, 4.34)]
    [InlineData(80, 4.03)]
    [InlineData(70, 3.60)]
    [InlineData(60, 3.10)]
    [InlineData(50, 2.58)]
    [InlineData(93.2, 4.41)]
    [InlineData(-5, 1)]
    [InlineData(0, 1)]
    [InlineData(120, 4.5)]
    public void A_rating_gives_the_score_of_the_recommendation(double rating, double score) => Assert.Equal(score, EModel.Score(rating), 0.01);

    // Impairment at 2 % loss as published for ground-to-ground voice (ICAO, aeronautical communications): G.711 with concealment
    // 7, G.729A 19, G.723.1 24; Ie and Bpl are those of G.113 appendix I.
    [Theory]
    [InlineData(0, 25.1, 7)]
    [InlineData(11, 19.0, 19)]
    [InlineData(15, 16.1, 24)]
    public void Two_percent_of_loss_impair_a_codec_as_published(double ie, double bpl, double impairment) =>
        Assert.Equal(impairment, EModel.Best - EModel.Rating(TimeSpan.Zero, 0.02, ie, bpl), 0.5);

    // Cole and Rosenbluth 2001: Id = 0.024 d + 0.11 (d - 177.3) above 177.3 ms.
    [Theory]
    [InlineData(100, 2.4)]
    [InlineData(177.3, 4.2552)]
    [InlineData(300, 20.697)]
    [InlineData(400, 34.097)]
    public void Delay_impairs_slowly_at_first_and_fast_from_177_ms_on(double milliseconds, double impairment) =>
        Assert.Equal(impairment, EModel.Best - EModel.Rating(TimeSpan.FromMilliseconds(milliseconds), 0, 0, 25.1), 0.001);

    // G.114: good up to 150 ms, usable up to 400 ms.
    [Fact]
    public void A_call_with_150_ms_is_good_and_one_with_400_ms_is_usable()
    {
        Assert.True(EModel.Rating(TimeSpan.FromMilliseconds(150), 0, 0, 25.1) > 80);
        Assert.InRange(EModel.Rating(TimeSpan.FromMilliseconds(400), 0, 0, 25.1), 50, 70);
    }

    [Fact]
    public void More_delay_or_loss_never_make_a_call_better()
    {
        double last = double.MaxValue;
        for (int ms = 0; ms < 1000; ms += 10)
        {
            double score = EModel.Score(EModel.Rating(TimeSpan.FromMilliseconds(ms), ms / 2000.0, 0, 25.1));
            Assert.InRange(score, 1, Math.Min(4.5, last));
            last = score;
        }
    }

    [Fact]
    public void What_a_relay_passes_on_is_what_it_got_and_the_delays_of_both_parts_add_up()
    {
        var call = new CallId(new PeerId(1), 1);
        Voice sent = new(call, 330, 33, 67, TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(60));
        Voice atRelay = sent with { Reception = new TrainReception(30, 1, TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(3)) };
        Voice passedOn = atRelay.PassedOn(1000);
        Voice heard = passedOn with { Reception = new TrainReception(29, 2, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(4)) };

        Assert.Equal((33 * 67, 30 * 67, 30), (sent.WireSize, passedOn.WireSize, passedOn.Packets));
        Assert.Equal(new TrainReception(29, 3, TimeSpan.FromMilliseconds(90), TimeSpan.FromMilliseconds(5)), heard.Whole);
        var side = new SkypeCall(call, false, TimeSpan.Zero);
        side.Hear(heard, TimeSpan.FromSeconds(11));
        Assert.Equal((363, 29, 3), (side.Expected, side.Received, side.Late));
    }
}
