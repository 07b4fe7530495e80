using P2PActors.Inspection;

namespace P2PActors.Protocols.VolunteerComputing;

/// <content>What a client says of itself.</content>
internal sealed partial class VolunteerClient
{
    protected override void Describe(StateText text)
    {
        string processor = $"{_host.Info.System}, {_host.Info.Processor}, {_host.Speed / 1e9:0.00} GFLOPS";
        text.Say(_disk.HostId == 0 ? $"not registered yet; {processor}" : $"host {_disk.HostId} of the project; {processor}");
        if (Cheats) text.Say($"its user cheats: {_settings.Cheating.Kind} results");
        text.Say($"{(_host.Team < 0 ? "in no team" : $"in {CreditBoard.TeamName(_host.Team)}")}, {StateText.Number((long)_disk.Credit)} cobblestones ({StateText.Number((long)Math.Round(_disk.RecentCredit))} a day lately), {StateText.Count(_disk.Finished, "task")} finished");
        text.Say(_hasNetwork ? $"has a network{(_request is not null ? ", asks the scheduler" : "")}{(_transferred is { } t ? $", transfers a file of {t.Name}" : "")}" : "has no network at the moment");
        if (_disk.Failures > 0) text.Say($"{StateText.Count(_disk.Failures, "request")} in vain; the next not before {StateText.Time(_disk.NextRequest)}");
        foreach (ClientTask task in _disk.Tasks) text.Say($"{task.Name}: {PhaseOf(task)}, due at {StateText.Time(task.Deadline)}");
    }

    private string PhaseOf(ClientTask task)
    {
        if (task == _running)
        {
            double left = Math.Max(0, task.Left - (Now - _since).TotalSeconds * Rate);
            return $"computing, {100 * (1 - left / task.Total):0} % done";
        }

        return task.State switch
        {
            TaskState.New => "to be downloaded",
            TaskState.Downloading => "downloading",
            TaskState.Downloaded => task.Left >= 0 ? "interrupted" : "ready to be computed",
            TaskState.Uploading => "uploading",
            TaskState.Uploaded => "to be reported",
            TaskState.Aborted => "given up as too late, to be reported",
            _ => "failed, to be reported",
        };
    }
}
