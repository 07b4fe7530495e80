using P2PActors.Actors;
using P2PActors.Inspection;
using P2PActors.Protocols.VolunteerComputing.Science;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>What the data server has on its disk; it outlives its process.</summary>
internal sealed class FileStore
{
    /// <summary>Inputs by unit.</summary>
    public Dictionary<long, InputFile> Inputs { get; } = [];

    /// <summary>Outputs by task.</summary>
    public Dictionary<ResultName, Findings> Outputs { get; } = [];
}

/// <summary>The data server: inputs go out and outputs come in over HTTP, asked for by clients that may be behind firewalls.</summary>
internal sealed class DataServer(VolunteerRun run) : ProjectPart(run)
{
    /// <summary>Copies whose outputs are looked for when a unit is deleted.</summary>
    private readonly int _mostCopies = run.Settings.Replication.MaxTotal;

    private FileStore Files => Run.Files;

    protected override bool OnConnecting(PeerId peer)
    {
        if (peer >= Run.Scheduler || Connections.Count < Run.Settings.Scheduler.MaxConnections) return true;
        Metrics.Add(Run.Metrics.TurnedAway);
        return false;
    }

    protected override void OnReceive(Message message)
    {
        switch (message)
        {
            case InputRequest request:
                Channel?.Send(Files.Inputs.TryGetValue(request.Unit, out InputFile? file) ? file : new NoSuchInput(request.Unit));
                break;
            case OutputUpload upload:
                Store(upload);
                break;
            case StoreInputs inputs when Sender == Run.Splitter:
                foreach (InputFile input in inputs.Files) Files.Inputs[input.Unit] = input;
                SendTo(Run.Splitter, new InputsStored(inputs.Batch));
                break;
            case OutputsWanted wanted when Sender == Run.Validator || Sender == Run.Assimilator:
                SendTo(Sender, OutputsOf(wanted));
                break;
            case DeleteFiles delete when Sender == Run.Scheduler:
                foreach (long unit in delete.Units) Delete(unit);
                break;
        }
    }

    protected override void Describe(StateText text)
    {
        text.Say($"{StateText.Count(Files.Inputs.Count, "input")} and {StateText.Count(Files.Outputs.Count, "output")} on its disk");
        text.Say($"{StateText.Count(Connections.Count, "connection")}, of at most {StateText.Number(Run.Settings.Scheduler.MaxConnections)}");
    }

    private void Store(OutputUpload upload)
    {
        // Files of a unit that is gone are taken and thrown away: its client has done its work.
        bool fits = OutputFile.SizeOf(upload.Findings) <= OutputFile.MostBytes;
        if (fits && Files.Inputs.ContainsKey(upload.Name.Unit)) Files.Outputs[upload.Name] = upload.Findings;
        Metrics.Add(fits ? Run.Metrics.Uploads : Run.Metrics.UploadsRefused);
        Channel?.Send(new UploadReply(upload.Name, fits ? 0 : -1));
    }

    private StoredOutputs OutputsOf(OutputsWanted wanted)
    {
        var outputs = new StoredOutput[wanted.Copies.Length];
        for (int i = 0; i < outputs.Length; i++)
            outputs[i] = new StoredOutput(wanted.Copies[i], Files.Outputs.GetValueOrDefault(new ResultName(wanted.Unit, wanted.Copies[i])));
        return new StoredOutputs(wanted.Unit, outputs);
    }

    private void Delete(long unit)
    {
        Files.Inputs.Remove(unit);
        for (int copy = 0; copy < _mostCopies; copy++) Files.Outputs.Remove(new ResultName(unit, copy));
    }
}
