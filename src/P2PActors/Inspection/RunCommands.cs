using System.Globalization;
using P2PActors.Engine;

namespace P2PActors.Inspection;

/// <summary>Commands that hold the run up, let it go on, and end it.</summary>
internal static class RunCommands
{
    public static IReadOnlyList<InspectionCommand> All { get; } =
    [
        new("status", "status", "Where the run stands", "Virtual time, speed, peers on line, events, and what is next.\nstatus") { Aliases = ["st"], Do = (s, _) => Status(s) },
        new("pause", "pause", "Hold the run up at the next barrier", "Everything before the time shown has happened, nothing after it. Ctrl-C does the same.\npause") { Aliases = ["p"], Do = Pause },
        new("resume", "resume [until T]", "Go on, until a virtual time if one is given", "The run pauses when everything before that time has happened.\nresume until 40m") { Aliases = ["continue", "c", "r"], Do = Resume, Next = (_, w) => w.Count == 0 ? ["until"] : [] },
        new("step", "step [N] | step event PEER", "Run N windows, or to the next event of a peer",
            "A window is the span in which peers run without talking to each other; empty ones are passed over.\nstep event stops in the middle of a window, right after the peer's handler; what is then done to the world happens at the end of the window.\nstep 10\nstep event 42")
            { Aliases = ["s"], Do = Step, Next = (_, w) => w.Count == 0 ? ["event"] : [] },
        new("speed", "speed max | speed Nx", "Virtual seconds per real second", "It decides when things happen in real time, never what happens.\nspeed 10x") { Do = Speed, Next = (_, _) => ["max", "1x", "10x", "100x"] },
        new("save", "save [DIR]", "Write the report of the run so far", "The report is marked as incomplete. Without a directory it goes to that of the run.\nsave runs/after-the-kill") { Do = Save },
        new("digest", "digest", "Fingerprint of everything that has happened", "Two runs with the same digest at the same time have the same history.\ndigest") { Do = Digest },
        new("quit", "quit", "End the run here", "The report is written with what was measured so far, marked as incomplete; the journal stays with it. Ctrl-D does the same.\nquit")
            { Aliases = ["q", "exit"], Do = Quit },
    ];

    public static Answer Status(InspectionSession session)
    {
        World world = session.World;
        RunBarrier barrier = session.Barrier;
        string state = session.IsInside ? "held up in the middle of a window" : session.IsPaused ? "paused" : session.PauseAt is { } at ? $"running until {StateText.Time(at)}" : "running";
        var answer = new Answer($"{session.Run!.Label} at {StateText.Moment(barrier.Reached)} of {StateText.Time(world.Duration)}, {state}");
        answer.Fact("speed", barrier.Speed <= 0 ? "max" : barrier.Speed.ToString("0.###", CultureInfo.InvariantCulture) + "x");
        answer.Fact("on line", $"{StateText.Number(world.Online)} of {StateText.Number(world.PeerCount)} participants");
        answer.Fact("events", $"{StateText.Number(world.Events)} in {StateText.Count(barrier.Windows, "window")} of {world.Window.TotalMilliseconds.ToString("0.####", CultureInfo.InvariantCulture)} ms");
        answer.Fact("next", barrier.IsAtEnd ? "the end of the run" : $"a window at {StateText.Moment(barrier.Next)}");
        answer.Fact("interventions", $"{StateText.Number(world.Interventions.Count)}, of which {StateText.Number(session.Plan.Journal.Entries.Count)} by hand");
        long violations = world.CollectViolations().Sum(v => v.Count);
        if (violations > 0) answer.Fact("VIOLATED", string.Join("; ", world.CollectViolations().Where(v => v.Count > 0).Select(v => $"{v.Invariant.Name}, {StateText.Count(v.Count, "time")}, first at {StateText.Moment(v.First[0].Time)} by peer {v.First[0].Peer}: {v.First[0].What}")));
        answer.Fact("engine", $"{StateText.Count(world.ThreadCount, "thread")}{(barrier.IsSingleThreaded ? " (one in use while tracing or stepping)" : "")}, {StateText.Count(world.CohortCount, "cohort")}");
        return answer;
    }

    private static Answer Pause(InspectionSession session, IReadOnlyList<string> words)
    {
        if (words.Count > 0) throw InspectionCommands.WrongUse("pause");
        session.Pause();
        return Answer.Say($"paused at {StateText.Moment(session.Barrier.Reached)}");
    }

    private static Answer Resume(InspectionSession session, IReadOnlyList<string> words)
    {
        if (words.Count == 0)
        {
            session.Resume(null);
            return Answer.Say("running");
        }

        if (words.Count != 2 || words[0] != "until") throw InspectionCommands.WrongUse("resume");
        TimeSpan until = InspectionCommands.ReadDuration(words[1]);
        if (until >= session.World.Duration) throw new CommandException($"the run ends at {StateText.Time(session.World.Duration)}; 'resume' alone goes on to there");
        if (until <= session.Barrier.Reached) throw new CommandException($"{StateText.Time(until)} is past: it is {StateText.Moment(session.Barrier.Reached)}, and time does not run backwards; branch from the journal instead");
        session.Resume(until);
        return Answer.Say($"running until {StateText.Moment(until)}") with { IsUnderWay = true };
    }

    private static Answer? Step(InspectionSession session, IReadOnlyList<string> words)
    {
        if (words is ["event", var peer])
        {
            Actors.PeerId stepped = InspectionCommands.ReadPeer(session, peer);
            if (!session.World.IsOnline(stepped)) throw new CommandException($"peer {stepped} is not on line, and its next event may be far away; 'peers state=online' lists those that are");
            session.StepEvent(stepped.Value);
            return null;
        }

        long windows = 1;
        if (words.Count > 1 || words.Count == 1 && (!long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out windows) || windows is < 1 or > 1_000_000_000))
            throw InspectionCommands.WrongUse("step");
        session.Step(windows);
        return null;
    }

    private static Answer Speed(InspectionSession session, IReadOnlyList<string> words)
    {
        if (words.Count != 1) throw InspectionCommands.WrongUse("speed");
        double speed = 0;
        string number = words[0].EndsWith('x') ? words[0][..^1] : words[0];
        if (words[0] != "max" && (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out speed) || speed is not (> 0 and < 1e9)))
            throw new CommandException($"found '{words[0]}', expected max, or virtual seconds per real second such as 1x or 10x");
        session.Barrier.Speed = speed;
        return Answer.Say(speed == 0 ? "as fast as possible" : string.Create(CultureInfo.InvariantCulture, $"{speed:0.###} virtual seconds per real second"));
    }

    private static Answer Save(InspectionSession session, IReadOnlyList<string> words)
    {
        if (words.Count > 1) throw InspectionCommands.WrongUse("save");
        if (session.Plan.Save is not { } save) throw new CommandException("this run keeps no directory");
        return Answer.Say("report so far: " + save(session.Run!.Snapshot(), words.Count == 0 ? null : CommandWords.Unquoted(words[0])));
    }

    private static Answer Digest(InspectionSession session, IReadOnlyList<string> words) =>
        Answer.Say($"{session.World.Digest()} at {StateText.Moment(session.Barrier.Reached)}{(session.IsInside ? " and in the middle of the window after it" : "")}");

    private static Answer Quit(InspectionSession session, IReadOnlyList<string> words)
    {
        session.Quit();
        return Answer.Say($"ending at {StateText.Moment(session.Barrier.Reached)}");
    }
}
