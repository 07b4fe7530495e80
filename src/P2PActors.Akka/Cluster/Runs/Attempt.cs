using System.Globalization;
using Akka.Actor;
using P2PActors.Akka.Cluster.Exchange;
using P2PActors.Akka.Cluster.Placement;
using P2PActors.Engine;
using P2PActors.Engine.Machines;
using P2PActors.Inspection;
using P2PActors.Protocols;
using P2PActors.Reports;
using P2PActors.Scenarios;

namespace P2PActors.Akka.Cluster.Runs;

/// <summary>One machine's part of one attempt at a run, on a thread of its own.</summary>
internal sealed class Attempt
{
    private readonly MachineParts _parts;
    private readonly Prepare _what;
    private readonly Scenario _scenario;
    private readonly IActorRef _machine;
    private readonly string _address;
    private readonly InspectedSystem _inspected = new();
    private string _system = "";

    public Attempt(MachineParts parts, Prepare what, Scenario scenario, int own, IReadOnlyList<ICanTell> exchanges, IActorRef machine)
    {
        (_parts, _what, _scenario, _machine, _address) = (parts, what, scenario, machine, what.Machines[own]);
        Link = new AkkaLink(what.Attempt, own, exchanges, new ShardingPlacer(parts.Region, what.Machines), parts.BatchPatience);
    }

    public AkkaLink Link { get; }

    public long Number => _what.Attempt;

    public long Run => _what.Run;

    public IReadOnlyList<string> Machines => _what.Machines;

    /// <summary>Who is told how it ends; another one after the coordinator has moved.</summary>
    public IActorRef Coordinator { get; set; } = ActorRefs.Nobody;

    /// <summary>Whether its thread is at work.</summary>
    public bool IsRunning { get; set; }

    public void Begin()
    {
        IsRunning = true;
        new Thread(Work) { IsBackground = true, Name = string.Create(CultureInfo.InvariantCulture, $"p2p attempt {Number}") }.Start();
    }

    public void Break(string why) => Link.Break(why);

    /// <summary>Carries out a command on the system that is running, at its next barrier, on all machines.</summary>
    public Answer Execute(string line) => _inspected.Execute(line);

#pragma warning disable CA1031 // Whatever ends an attempt is told to the coordinator: a machine must never fall silent.
    private void Work()
    {
        Ended ended;
        _parts.Running = this;
        try
        {
            ScenarioResult result = Carry();
            _parts.Write(result, _parts.Results.DirectoryOf(Run), _what.What.CommandLine);
            ended = new Ended(Number, _address, result.IsComplete, false, string.Join(' ', result.Runs.Select(r => r.Digest)), result.IsComplete ? "" : "the run was stopped");
        }
        catch (Exception e) when (e is MachineLostException or HostingException)
        {
            ended = new Ended(Number, _address, false, true, "", e.Message);
        }
        catch (Exception e)
        {
            ended = new Ended(Number, _address, false, false, "", $"{e.GetType().Name}: {e.Message}");
        }

        _parts.Running = null;
        _inspected.Close();
        _parts.Finished();
        _machine.Tell(ended, ActorRefs.NoSender);
    }
#pragma warning restore CA1031

    private ScenarioResult Carry()
    {
        using var hosting = new ShardedHosting(_parts.Cohorts, Link);
        Submission what = _what.What;
        return new ScenarioRunner(_parts.Loader).Run(
            _scenario,
            new ScenarioRunOptions
            {
                Repeat = Math.Max(1, what.Repeat),
                Engine = new RunOptions
                {
                    Control = _inspected,
                    Threads = what.Threads,
                    Cohorts = what.Cohorts,
                    Speed = what.Speed,
                    Hosting = hosting,
                    Link = Link,
                    Progress = Tell,
                },
                Began = (system, _, _) => _system = system,
                Prepared = run =>
                {
                    _parts.Began(this, run);
                    _inspected.Begin(Inspect(run), run);
                },
            });
    }

    private InspectionSession Inspect(SystemRun run)
    {
        ScenarioSystem system = _scenario.Systems.First(s => s.Label == run.Label);
        return new InspectionSession(new InspectionPlan
        {
            Scenario = _scenario,
            System = system,
            Journal = new Journal(_scenario, system, _parts.Loader, _what.What.CommandLine, null),
            Records = false,
            Intervened = (path, fault) =>
            {
                if (Link.Machine == 0) _machine.Tell(new Intervened(Number, path, fault), ActorRefs.NoSender);
            },
        });
    }

    private void Tell(RunProgress progress)
    {
        _parts.Progressed(this, progress);
        if (Link.Machine == 0)
            _machine.Tell(new Progress(Number, _system, progress.Now.TotalSeconds, progress.Duration.TotalSeconds, progress.Events, progress.Online), ActorRefs.NoSender);
    }
}
