using P2PActors.Actors;
using P2PActors.Inspection;

namespace P2PActors.Protocols.Tests.Inspection;

/// <summary>A message on one line of an inspection.</summary>
public sealed class TextsOfMessages
{
    [Fact]
    public void What_has_only_a_type_to_show_is_left_out_wherever_it_stands()
    {
        Assert.Equal("Sample { Number = 7 }", MessageText.Of(new Sample([1], 7, ["a"])));
        Assert.Equal("Lists", MessageText.Of(new Lists([1, 2], [3])));
        Assert.Equal("Own { Name = x, Number = 2 }", MessageText.Of(new Own("x", new Part(), [new Part()], 2)));
    }

    private sealed record Sample(byte[] First, int Number, List<string> Last) : Message
    {
        public override int WireSize => 12;
    }

    private sealed record Lists(int[] One, long[] Other) : Message
    {
        public override int WireSize => 12;
    }

    private sealed record Own(string Name, Part Part, Part[] Parts, int Number) : Message
    {
        public override int WireSize => 12;
    }

    private sealed class Part;
}
