using P2PActors.Actors;
using P2PActors.Inspection;
using P2PActors.Protocols.VolunteerComputing.Science;
using P2PActors.Protocols.VolunteerComputing.Wire;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>A message whose size is that of its text in the real protocol, measured once; whoever asks gets the same number.</summary>
internal abstract record HttpMessage : Message
{
    private int _wireSize;

    /// <inheritdoc />
    public override int WireSize
    {
        get
        {
            if (_wireSize == 0) _wireSize = Measure();
            return _wireSize;
        }
    }

    /// <summary>The size, bytes, headers of HTTP included.</summary>
    protected abstract int Measure();

    // The measured size is no part of the message.
    public virtual bool Equals(HttpMessage? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => EqualityContract.GetHashCode();
}

/// <summary>What a client says of its host.</summary>
/// <param name="System">Operating system.</param>
/// <param name="Processor">Family of its processor.</param>
/// <param name="Speed">Benchmark, operations per second (p_fpops).</param>
/// <param name="OnFraction">Share of its time in which it may compute (active_frac).</param>
internal readonly record struct HostInfo(OperatingSystem System, ProcessorFamily Processor, double Speed, double OnFraction);

/// <summary>A finished task as a client reports it.</summary>
/// <param name="Name">Which one.</param>
/// <param name="ExitStatus">0, or why it failed: 1 for an error, 200 for too late to begin.</param>
/// <param name="CpuSeconds">Processor time it says it took; credit is claimed by it.</param>
internal readonly record struct ReportedTask(ResultName Name, int ExitStatus, double CpuSeconds);

/// <summary>A task as the scheduler hands it out.</summary>
/// <param name="Name">Which copy of which unit.</param>
/// <param name="Flops">Operations it is expected to take (rsc_fpops_est).</param>
/// <param name="Deadline">When it is to be reported at the latest, since the start of the run.</param>
/// <param name="Checksum">MD5 of the input file.</param>
/// <param name="Bytes">Size of the input file.</param>
internal readonly record struct AssignedTask(ResultName Name, double Flops, TimeSpan Deadline, UInt128 Checksum, int Bytes);

/// <summary>A client asks the scheduler for work and reports what it has done (scheduler_request).</summary>
/// <param name="Authenticator">Secret of the account.</param>
/// <param name="HostId">Number the project gave the host; 0 before it did.</param>
/// <param name="Sequence">Number of the request, from 1.</param>
/// <param name="WorkSeconds">Work it wants, seconds of its time.</param>
/// <param name="EstimatedDelay">For how long it is busy with tasks that will miss their deadlines, seconds.</param>
/// <param name="Host">Its host.</param>
/// <param name="Reported">Tasks it has finished.</param>
/// <param name="Others">Tasks it has and has not finished.</param>
internal sealed record SchedulerRequest(
    UInt128 Authenticator, int HostId, int Sequence, double WorkSeconds, double EstimatedDelay, HostInfo Host, ReportedTask[] Reported, ResultName[] Others) : HttpMessage
{
    /// <inheritdoc />
    protected override int Measure() => Http.Post + SchedulerRequestXml.Measure(this);

    /// <inheritdoc />
    public override string ToString() => FormattableString.Invariant(
        $"SchedulerRequest {{ host {HostId}, request {Sequence}, wants {WorkSeconds:0} s, reports {UnitName.List(Reported.Select(static r => r.Name.ToString()), Reported.Length)}, has {Others.Length} }}");
}

/// <summary>The scheduler's answer (scheduler_reply).</summary>
/// <param name="HostId">Number of the host.</param>
/// <param name="RequestDelay">How long to wait before the next request.</param>
/// <param name="Credit">Credit of the account and of its only host, cobblestones.</param>
/// <param name="RecentCredit">Credit it has earned lately, cobblestones a day (expavg_credit).</param>
/// <param name="Acknowledged">Reported tasks that have been taken.</param>
/// <param name="Tasks">Work.</param>
/// <param name="HasNoWork">Work was asked for and there is none.</param>
internal sealed record SchedulerReply(
    int HostId, TimeSpan RequestDelay, double Credit, double RecentCredit, ResultName[] Acknowledged, AssignedTask[] Tasks, bool HasNoWork) : HttpMessage
{
    /// <inheritdoc />
    protected override int Measure() => Http.Answer + SchedulerReplyXml.Measure(this);

    /// <inheritdoc />
    public override string ToString() => FormattableString.Invariant(
        $"SchedulerReply {{ host {HostId}, credit {Credit:0.0}, took {Acknowledged.Length}, gives {(HasNoWork ? "no work" : UnitName.List(Tasks.Select(static t => t.Name.ToString()), Tasks.Length))} }}");
}

/// <summary>A client asks the data server for the input of a unit.</summary>
internal sealed record InputRequest(long Unit) : HttpMessage
{
    /// <inheritdoc />
    protected override int Measure() => Http.Get + UnitName.Of(Unit).Length;

    /// <inheritdoc />
    public override string ToString() => $"InputRequest {{ {UnitName.Of(Unit)} }}";
}

/// <summary>The input of a unit.</summary>
/// <param name="Unit">Which one.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Checksum">MD5 of the data, or what stands for it where a unit is not really computed.</param>
/// <param name="Data">Its samples, two bits each; empty where the unit is not really computed.</param>
internal sealed record InputFile(long Unit, int Bytes, UInt128 Checksum, byte[] Data) : Message
{
    /// <inheritdoc />
    public override int WireSize => Http.Answer + Bytes;

    /// <inheritdoc />
    public override string ToString() => $"InputFile {{ {UnitName.Of(Unit)}{(Data.Length > 0 ? ", samples" : "")} }}";
}

/// <summary>There is no such file (HTTP 404).</summary>
internal sealed record NoSuchInput(long Unit) : Message
{
    /// <inheritdoc />
    public override int WireSize => Http.Answer;
}

/// <summary>A client uploads the output of a task (data_server_request).</summary>
/// <param name="Name">Which task.</param>
/// <param name="Findings">What the file says was found.</param>
internal sealed record OutputUpload(ResultName Name, Findings Findings) : HttpMessage
{
    /// <inheritdoc />
    protected override int Measure() => Http.Post + UploadXml.Measure(Name, OutputFile.SizeOf(Findings)) + OutputFile.SizeOf(Findings);

    /// <inheritdoc />
    public override string ToString() => FormattableString.Invariant($"OutputUpload {{ {Name}, {StateText.Count(Findings.Signals.Length, "signal")}{(Findings.Overflows ? ", overflow" : "")} }}");
}

/// <summary>The data server's answer to an upload (data_server_reply).</summary>
/// <param name="Name">Which task.</param>
/// <param name="Status">0 if it is stored; else it is refused for good.</param>
internal sealed record UploadReply(ResultName Name, int Status) : HttpMessage
{
    /// <inheritdoc />
    protected override int Measure() => Http.Answer + UploadXml.MeasureReply(Status);
}

/// <summary>Headers of HTTP, without those of TCP.</summary>
internal static class Http
{
    /// <summary>Request line and headers of a GET, without the name of the file.</summary>
    public const int Get = 180;

    /// <summary>Request line and headers of a POST (User-Agent, Host, Accept, Content-Type, Content-Length).</summary>
    public const int Post = 240;

    /// <summary>Status line and headers of an answer.</summary>
    public const int Answer = 230;
}
