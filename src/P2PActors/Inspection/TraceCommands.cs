using System.Globalization;
using P2PActors.Actors;

namespace P2PActors.Inspection;

/// <summary>Commands that follow one operation through the peers.</summary>
internal static class TraceCommands
{
    private const int UsualDepth = 4;

    public static IReadOnlyList<InspectionCommand> All { get; } =
    [
        new("trace", "trace search PEER \"text\" | trace next PEER | trace show [depth N] | trace stop", "Follow one operation: who told whom, and what came of it",
            $"Every message, timer and connection that comes of the operation becomes part of a tree, whatever the protocol; at most {StateText.Number(Tracer.Most)} steps. Timers that go on for ever are left out.\nWhile something is traced the run uses one thread.\ntrace search 12 \"free bird\"\nresume until 31m\ntrace show depth 3")
            { Do = Trace, Next = (_, w) => w.Count == 0 ? ["search", "next", "show", "stop"] : w is ["show"] ? ["depth"] : [] },
    ];

    private static Answer Trace(InspectionSession session, IReadOnlyList<string> words)
    {
        Tracer tracer = session.Watch.Tracer;
        switch (words)
        {
            case ["search", var who, var text]:
                PeerId asker = InspectionCommands.ReadPeer(session, who);
                if (session.IsInside) throw new CommandException("the window is held up in its middle; 'step' to its end first");
                if (!session.World.IsOnline(asker)) throw new CommandException($"peer {asker} is not on line; 'peers state=online' lists those that are");
                tracer.Await(asker.Value);
                Answer ordered = FaultCommands.Carry(session, "search", [who, text]);
                if (tracer.Awaited >= 0)
                {
                    tracer.Stop();
                    throw new CommandException($"peer {asker} began no search; its protocol knows none, or its role has no user");
                }

                session.Barrier.IsSingleThreaded = true;
                return ordered.Line("traced from here on; 'resume' or 'step', then 'trace show'");
            case ["next", var who]:
                PeerId peer = InspectionCommands.ReadPeer(session, who);
                tracer.Await(peer.Value);
                session.Barrier.IsSingleThreaded = true;
                return Answer.Say($"the next operation that the user of peer {peer} begins will be traced");
            case ["stop"]:
                tracer.Stop();
                return Answer.Say("tracing is off; 'trace show' still shows what was traced");
            case ["show"]:
                return Show(tracer, UsualDepth);
            case ["show", "depth", var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int depth):
                return Show(tracer, depth);
            default:
                throw InspectionCommands.WrongUse("trace");
        }
    }

    private static Answer Show(Tracer tracer, int depth)
    {
        if (tracer.Nodes.Count == 0)
        {
            return Answer.Say(tracer.Awaited >= 0
                ? $"peer {tracer.Awaited} has begun nothing yet"
                : "nothing was traced; begin with: trace search PEER \"text\", or trace next PEER");
        }

        var tree = new TraceTree(tracer.Nodes);
        var answer = new Answer();
        foreach ((string time, string text) in tree.Lines(depth)) answer.Fact(time, text);
        answer.Line(tree.Totals());
        if (tracer.Open > 0) answer.Line($"{StateText.Count(tracer.Open, "message")} of it still on the way, or lost");
        if (tracer.Cut > 0) answer.Line($"CUT: {StateText.Count(tracer.Cut, "step")} beyond the first {StateText.Number(Tracer.Most)} are not kept, nor what came of them");
        return answer;
    }
}
