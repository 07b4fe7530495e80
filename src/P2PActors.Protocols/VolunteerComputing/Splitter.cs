using P2PActors.Actors;
using P2PActors.Inspection;
using P2PActors.Protocols.VolunteerComputing.Science;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>How far the splitter has come on the tape, on its disk.</summary>
internal sealed class TapePosition
{
    /// <summary>First unit that has not been made yet.</summary>
    public long Next { get; set; }

    /// <summary>Number of the batch being made, from 1.</summary>
    public int Batch { get; set; } = 1;

    /// <summary>The units of the batch being made; empty while there is none.</summary>
    public int Units { get; set; }

    /// <summary>Whether the inputs of the batch are stored.</summary>
    public bool IsStored { get; set; }
}

/// <summary>
/// Cuts the recorded band into units, stretch by stretch of tape, stores their inputs on the data server, and tells the
/// scheduler. One batch at a time, numbered, and told again until it is taken: no unit is lost and none comes twice.
/// </summary>
internal sealed class Splitter(VolunteerRun run) : ProjectPart(run)
{
    /// <summary>Units of a batch at most.</summary>
    private const int MostUnits = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly object RepeatTimer = new();
    private InputFile[] _files = [];
    private long _wanted;

    private TapePosition Tape => Run.Tape;

    protected override void PreStart()
    {
        if (Tape.Units > 0) Resume();
    }

    protected override void OnReceive(Message message)
    {
        switch (message)
        {
            case UnitsWanted wanted when Sender == Run.Scheduler:
                _wanted = wanted.Count;
                if (Tape.Units == 0) Begin();
                break;
            case InputsStored stored when stored.Batch == Tape.Batch && Tape.Units > 0 && !Tape.IsStored:
                Tape.IsStored = true;
                Tell();
                break;
            case UnitsTaken taken when taken.Batch == Tape.Batch && Tape.Units > 0:
                _wanted -= Tape.Units;
                (Tape.Next, Tape.Batch, Tape.Units, Tape.IsStored, _files) = (Tape.Next + Tape.Units, Tape.Batch + 1, 0, false, []);
                if (_wanted > 0) Begin();
                else Timers.Cancel(RepeatTimer);
                break;
            case StillWaiting:
                Resume();
                break;
        }
    }

    protected override void Describe(StateText text)
    {
        text.Say($"{StateText.Count(Tape.Next, "unit")} made, {StateText.Number(Run.Laboratory.Sky.StretchOf(Tape.Next))} stretches of tape of {Run.Settings.Sky.SubBands} sub-bands each");
        if (Tape.Units > 0) text.Say($"batch {Tape.Batch}: {StateText.Count(Tape.Units, "unit")}, {(Tape.IsStored ? "to be taken by the scheduler" : "to be stored")}");
    }

    private void Begin()
    {
        // Whole stretches of tape: a transform over the band gives all its sub-bands at once.
        int bands = Run.Settings.Sky.SubBands;
        long units = Math.Min(MostUnits, (_wanted + bands - 1) / bands * bands);
        Tape.Units = (int)Math.Max(bands, units / bands * bands);
        Resume();
    }

    private void Resume()
    {
        if (_files.Length == 0) _files = Split();
        if (Tape.IsStored) Tell();
        else SendTo(Run.DataServer, new StoreInputs(Tape.Batch, _files));
        Timers.StartSingleTimer(RepeatTimer, new StillWaiting(), Patience);
    }

    private void Tell()
    {
        var units = new MadeUnit[_files.Length];
        for (int i = 0; i < units.Length; i++) units[i] = new MadeUnit(_files[i].Unit, _files[i].Bytes, _files[i].Checksum);
        SendTo(Run.Scheduler, new UnitsMade(Tape.Batch, units));
    }

    private InputFile[] Split()
    {
        int bands = Run.Settings.Sky.SubBands, bytes = (int)Run.Settings.Unit.Size.Bytes;
        var files = new InputFile[Tape.Units];
        byte[][] data = [];
        for (int i = 0; i < files.Length; i++)
        {
            long unit = Tape.Next + i;
            bool isReal = Run.Laboratory.Sky.IsReal(unit);
            if (isReal && i % bands == 0) data = Run.Laboratory.DataOf(Run.Laboratory.Sky.StretchOf(unit));
            byte[] samples = isReal ? data[i % bands] : [];
            files[i] = new InputFile(unit, bytes, Checksum.Of(unit, samples), samples);
        }

        return files;
    }

    private sealed record StillWaiting : Message
    {
        public override int WireSize => 0;
    }
}
