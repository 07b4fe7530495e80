using System.Text;

namespace P2PActors.Protocols.VolunteerComputing.Wire;

/// <summary>The scheduler's reply to a client (sched/sched_types.cpp; every element that the client of BOINC 7.20 needs).</summary>
internal static class SchedulerReplyXml
{
    private const string App = "setiathome", Site = "http://setiathome.example/sah/", NoWork = "No work available";
    private const double MostCredit = 1e18, MostDelay = 1e9, MostFlops = 1e24;
    private const int MostTasks = 10_000;

    /// <summary>Size of the text, bytes.</summary>
    public static int Measure(SchedulerReply reply)
    {
        var counter = new TagWriter(null);
        Write(reply, ref counter);
        return counter.Length;
    }

    /// <summary>The text.</summary>
    public static string Encode(SchedulerReply reply)
    {
        var text = new StringBuilder();
        var writer = new TagWriter(text);
        Write(reply, ref writer);
        return text.ToString();
    }

    /// <summary>Reads a reply; what is not needed is passed over.</summary>
    /// <exception cref="BoincFormatException">It is none.</exception>
    public static SchedulerReply Decode(string text)
    {
        TagTree reply = TagTree.Read(text, "scheduler_reply");
        var acknowledged = new List<ResultName>();
        foreach (TagTree ack in reply.All("result_ack")) acknowledged.Add(ack.Get("name").Result());
        Dictionary<string, TagTree> units = ByName(reply, "workunit"), files = ByName(reply, "file_info");
        var tasks = new List<AssignedTask>();
        foreach (TagTree result in reply.All("result"))
        {
            if (tasks.Count >= MostTasks) throw result.Wrong("at most 10000 results");
            TagTree name = result.Get("name"), unitName = result.Get("wu_name");
            if (!UnitName.TryParse(unitName.Text, out long unit) || unit != name.Result().Unit) throw unitName.Wrong("the unit of the result");
            TagTree description = Named(units, unitName, "workunit"), input = Named(files, description.Get("file_ref").Get("file_name"), "file_info");
            TimeSpan deadline = ProjectClock.FromUnix(result.Get("report_deadline").Real(ProjectClock.Latest));
            tasks.Add(new AssignedTask(
                name.Result(), description.Get("rsc_fpops_est").Real(MostFlops), deadline,
                input.Get("md5_cksum").Hex(), (int)input.Get("nbytes").Real(int.MaxValue)));
        }

        double credit = reply.Get("user_total_credit").Real(MostCredit);
        return new SchedulerReply(
            reply.Get("hostid").Integer(0, int.MaxValue),
            TimeSpan.FromMicroseconds(Math.Round(reply.Get("request_delay").Real(MostDelay) * 1e6)),
            credit, reply.Find("user_expavg_credit")?.Real(MostCredit) ?? 0,
            [.. acknowledged], [.. tasks], reply.Find("message")?.Text == NoWork);
    }

    private static Dictionary<string, TagTree> ByName(TagTree reply, string element)
    {
        var named = new Dictionary<string, TagTree>(StringComparer.Ordinal);
        foreach (TagTree tag in reply.All(element)) named[tag.Get("name").Text] = tag;
        return named;
    }

    private static TagTree Named(Dictionary<string, TagTree> among, TagTree name, string element) =>
        among.TryGetValue(name.Text, out TagTree? found) ? found : throw name.Wrong($"the name of a <{element}> of the reply");

    private static void Write(SchedulerReply reply, ref TagWriter to)
    {
        to.Open("scheduler_reply");
        to.Number("scheduler_version", 721, 0);
        to.Text("master_url", Site, 0);
        to.Real("request_delay", reply.RequestDelay.TotalSeconds, 0);
        if (reply.HasNoWork) to.Text("message", NoWork, 0);
        to.Text("project_name", "SETI@home", 0);
        to.Text("user_name", "volunteer", 0);
        to.Real("user_total_credit", reply.Credit, 0);
        to.Real("user_expavg_credit", reply.RecentCredit, 0);
        to.Number("hostid", reply.HostId, 0);
        to.Real("host_total_credit", reply.Credit, 0);
        to.Real("host_expavg_credit", reply.RecentCredit, 0);
        to.Text("host_venue", "", 0);
        to.Text("email_hash", "00000000000000000000000000000000", 0);
        to.Text("cross_project_id", "00000000000000000000000000000000", 0);
        foreach (ResultName name in reply.Acknowledged)
        {
            to.Open("result_ack");
            to.Text("name", name.ToString(), 4);
            to.Close("result_ack");
        }

        if (reply.Tasks.Length > 0)
        {
            to.Open("app");
            to.Text("name", App, 4);
            to.Text("user_friendly_name", "SETI@home", 4);
            to.Close("app");
        }

        foreach (AssignedTask task in reply.Tasks) WriteTask(task, ref to);
        to.Close("scheduler_reply");
    }

    private static void WriteTask(in AssignedTask task, ref TagWriter to)
    {
        string unit = UnitName.Of(task.Name.Unit), result = task.Name.ToString(), output = result + "_0";
        to.Open("file_info");
        to.Text("name", unit, 4);
        to.Text("url", Site + "download/" + unit, 4);
        to.Hex("md5_cksum", task.Checksum, 4);
        to.Number("nbytes", task.Bytes, 4);
        to.Close("file_info");
        to.Open("file_info");
        to.Text("name", output, 4);
        to.Flag("generated_locally", 4);
        to.Flag("upload_when_present", 4);
        to.Number("max_nbytes", OutputFile.MostBytes, 4);
        to.Text("url", Site + "cgi/file_upload_handler", 4);
        to.Close("file_info");
        to.Open("workunit");
        to.Text("name", unit, 4);
        to.Text("app_name", App, 4);
        to.Real("rsc_fpops_est", task.Flops, 4);
        to.Real("rsc_fpops_bound", task.Flops * 24, 4);
        to.Real("rsc_memory_bound", 5e8, 4);
        to.Real("rsc_disk_bound", 1e9, 4);
        WriteReference(unit, "work_unit.sah", ref to);
        to.Close("workunit");
        to.Open("result");
        to.Text("name", result, 4);
        to.Text("wu_name", unit, 4);
        to.Real("report_deadline", ProjectClock.ToUnix(task.Deadline), 4);
        to.Number("version_num", 100, 4);
        WriteReference(output, "result.sah", ref to);
        to.Close("result");
    }

    private static void WriteReference(string file, string openName, ref TagWriter to)
    {
        to.Open("file_ref", 4);
        to.Text("file_name", file, 8);
        to.Text("open_name", openName, 8);
        to.Flag("copy_file", 8);
        to.Close("file_ref", 4);
    }
}
