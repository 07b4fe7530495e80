using System.Text;

namespace P2PActors.Protocols.VolunteerComputing.Wire;

/// <summary>The request of a client to the scheduler, as BOINC 7.20 writes it (client/cs_scheduler.cpp).</summary>
internal static class SchedulerRequestXml
{
    private const int Major = 7, Minor = 20, Release = 5, VersionOfApp = 100;
    private const double MostSpeed = 1e24, MostSeconds = 1e12;
    private const int MostResults = 10_000;

    private static readonly string[] SystemNames = ["Microsoft Windows", "Linux", "Darwin"];
    private static readonly string[] Platforms = ["windows_intelx86", "i686-pc-linux-gnu", "powerpc-apple-darwin"];
    private static readonly (string Vendor, string Model)[] Processors =
    [
        ("GenuineIntel", "Pentium III"), ("GenuineIntel", "Pentium 4"), ("AuthenticAMD", "Athlon"), ("AuthenticAMD", "Duron"), ("Power Macintosh", "PowerPC G3"), ("Power Macintosh", "PowerPC G4"),
    ];

    /// <summary>Size of the text, bytes.</summary>
    public static int Measure(SchedulerRequest request)
    {
        var counter = new TagWriter(null);
        Write(request, ref counter);
        return counter.Length;
    }

    /// <summary>The text.</summary>
    public static string Encode(SchedulerRequest request)
    {
        var text = new StringBuilder();
        var writer = new TagWriter(text);
        Write(request, ref writer);
        return text.ToString();
    }

    /// <summary>Reads a request; what is not needed is passed over.</summary>
    /// <exception cref="BoincFormatException">It is none.</exception>
    public static SchedulerRequest Decode(string text)
    {
        TagTree request = TagTree.Read(text, "scheduler_request"), host = request.Get("host_info");
        var reported = new List<ReportedTask>();
        foreach (TagTree result in request.All("result"))
        {
            if (reported.Count >= MostResults) throw result.Wrong("at most 10000 results");
            reported.Add(new ReportedTask(result.Get("name").Result(), result.Get("exit_status").Integer(int.MinValue, int.MaxValue), result.Get("final_cpu_time").Real(MostSeconds)));
        }

        var others = new List<ResultName>();
        foreach (TagTree other in request.Find("other_results")?.All("other_result") ?? [])
        {
            if (others.Count >= MostResults) throw other.Wrong("at most 10000 results");
            others.Add(other.Get("name").Result());
        }

        return new SchedulerRequest(
            request.Get("authenticator").Hex(),
            request.Get("hostid").Integer(0, int.MaxValue),
            request.Get("rpc_seqno").Integer(0, int.MaxValue),
            request.Get("work_req_seconds").Real(MostSeconds),
            request.Find("estimated_delay")?.Real(MostSeconds) ?? 0,
            HostOf(host, request.Find("time_stats")),
            [.. reported], [.. others]);
    }

    private static HostInfo HostOf(TagTree host, TagTree? times)
    {
        string system = host.Get("os_name").Text, vendor = host.Get("p_vendor").Text, model = host.Get("p_model").Text;
        int processor = Array.FindIndex(Processors, p => p.Vendor == vendor && p.Model == model);
        // A maker whose models are not known counts as its first one, as coarse classes do (sched/hr.cpp).
        if (processor < 0) processor = Math.Max(0, Array.FindIndex(Processors, p => p.Vendor == vendor));
        int found = Array.FindIndex(SystemNames, name => system.StartsWith(name, StringComparison.Ordinal));
        return new HostInfo(
            (OperatingSystem)(found < 0 ? (int)OperatingSystem.Linux : found),
            (ProcessorFamily)processor,
            host.Get("p_fpops").Real(MostSpeed),
            times?.Find("active_frac")?.Real(1) ?? 1);
    }

    private static void Write(SchedulerRequest request, ref TagWriter to)
    {
        string platform = Platforms[(int)request.Host.System];
        to.Open("scheduler_request");
        to.Hex("authenticator", request.Authenticator, 4);
        to.Number("hostid", request.HostId, 4);
        to.Number("rpc_seqno", request.Sequence, 4);
        to.Number("core_client_major_version", Major, 4);
        to.Number("core_client_minor_version", Minor, 4);
        to.Number("core_client_release", Release, 4);
        to.Real("resource_share_fraction", 1, 4);
        to.Real("rrs_fraction", 1, 4);
        to.Real("prrs_fraction", 1, 4);
        to.Real("duration_correction_factor", 1, 4);
        to.Number("allow_multiple_clients", 0, 4);
        to.Number("sandbox", 0, 4);
        to.Number("dont_send_work", 0, 4);
        to.Real("work_req_seconds", request.WorkSeconds, 4);
        to.Real("cpu_req_secs", request.WorkSeconds, 4);
        to.Real("cpu_req_instances", 0, 4);
        to.Real("estimated_delay", request.EstimatedDelay, 4);
        to.Number("client_cap_plan_class", 1, 4);
        to.Text("platform_name", platform, 4);
        to.Open("time_stats");
        to.Real("on_frac", 1, 4);
        to.Real("connected_frac", 1, 4);
        to.Real("active_frac", request.Host.OnFraction, 4);
        to.Close("time_stats");
        to.Open("host_info");
        to.Number("p_ncpus", 1, 4);
        to.Text("p_vendor", Processors[(int)request.Host.Processor].Vendor, 4);
        to.Text("p_model", Processors[(int)request.Host.Processor].Model, 4);
        to.Real("p_fpops", request.Host.Speed, 4);
        to.Text("os_name", SystemNames[(int)request.Host.System], 4);
        to.Close("host_info");
        foreach (ReportedTask task in request.Reported)
        {
            to.Open("result");
            to.Text("name", task.Name.ToString(), 4);
            to.Real("final_cpu_time", task.CpuSeconds, 4);
            to.Real("final_elapsed_time", task.CpuSeconds, 4);
            to.Number("exit_status", task.ExitStatus, 4);
            to.Number("state", (int)StateOf(task.ExitStatus), 4);
            to.Text("platform", platform, 4);
            to.Number("version_num", VersionOfApp, 4);
            to.Close("result");
        }

        to.Open("other_results");
        foreach (ResultName other in request.Others)
        {
            to.Open("other_result", 4);
            to.Text("name", other.ToString(), 8);
            to.Number("app_version", 0, 8);
            to.Close("other_result", 4);
        }

        to.Close("other_results");
        to.Close("scheduler_request");
    }

    private static TaskState StateOf(int exitStatus) => exitStatus switch
    {
        0 => TaskState.Uploaded,
        ExitCode.UnstartedLate or ExitCode.AbortedByUser => TaskState.Aborted,
        _ => TaskState.ComputeError,
    };
}
