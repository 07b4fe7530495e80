using System.Text;
using P2PActors.Engine;
using P2PActors.Protocols.VolunteerComputing;
using P2PActors.Protocols.VolunteerComputing.Science;
using P2PActors.Protocols.VolunteerComputing.Wire;

namespace P2PActors.Protocols.Tests.VolunteerComputing;

/// <summary>The formats of BOINC and SETI@home: vectors, there and back, and whatever may come from outside.</summary>
public sealed class BoincFormats
{
    /// <summary>A request as the client of BOINC 7.20 writes it, with the tags that are not needed here.</summary>
    private const string Request = """
        <scheduler_request>
            <authenticator>0123456789abcdef0123456789abcdef</authenticator>
            <hostid>7</hostid>
            <rpc_seqno>3</rpc_seqno>
            <core_client_major_version>7</core_client_major_version>
            <work_req_seconds>8640.000000</work_req_seconds>
            <platform_name>i686-pc-linux-gnu</platform_name>
        <working_global_preferences>
        <global_preferences>
           <run_on_batteries/>
        </global_preferences>
        </working_global_preferences>
        <time_stats>
            <on_frac>0.998</on_frac>
            <active_frac>0.75</active_frac>
        </time_stats>
            <host_info>
                <p_ncpus>2</p_ncpus>
                <p_vendor>AuthenticAMD</p_vendor>
                <p_model>AMD EPYC [Family 25 Model 1]</p_model>
                <p_fpops>1500000000.000000</p_fpops>
                <os_name>Linux Debian</os_name>
            </host_info>
        <result>
            <name>01mr99aa.3.5_1</name>
            <final_cpu_time>3600.500000</final_cpu_time>
            <final_elapsed_time>3700.000000</final_elapsed_time>
            <exit_status>0</exit_status>
            <state>5</state>
            <stderr_out>
        <core_client_version>7.20.5</core_client_version>
        <![CDATA[
        <stderr_txt>
        a < b, and </result> too
        </stderr_txt>
        ]]>
        </stderr_out>
        </result>
        <other_results>
            <other_result>
                <name>01mr99aa.9.0_0</name>
            </other_result>
        </other_results>
        </scheduler_request>
        """;

    /// <summary>A reply that the client of Debian, 7.20.5, took and worked on.</summary>
    private const string Reply = """
        <scheduler_reply>
        <scheduler_version>721</scheduler_version>
        <master_url>http://127.0.0.1:8088/proj/</master_url>
        <request_delay>2</request_delay>
        <project_name>Emu</project_name>
        <user_name>u</user_name>
        <user_total_credit>12.5</user_total_credit>
        <user_expavg_credit>0</user_expavg_credit>
        <hostid>7</hostid>
        <host_total_credit>0</host_total_credit>
        <host_expavg_credit>0</host_expavg_credit>
        <host_venue></host_venue>
        <email_hash>00</email_hash>
        <cross_project_id>cp</cross_project_id>
        <result_ack>
        <name>01mr99aa.0.1_0</name>
        </result_ack>
        <app> <name>seti_mini</name> <user_friendly_name>mini</user_friendly_name> </app>
        <file_info> <name>N_in</name> <url>http://127.0.0.1:8088/proj/download/N_in</url> <md5_cksum>000102030405060708090a0b0c0d0e0f</md5_cksum> <nbytes>3889</nbytes> </file_info>
        <file_info> <name>N_0_0</name> <generated_locally/> <upload_when_present/> <max_nbytes>65536</max_nbytes> <url>http://127.0.0.1:8088/up</url> </file_info>
        <workunit> <name>01mr99aa.0.2</name> <app_name>seti_mini</app_name> <rsc_fpops_est>1e10</rsc_fpops_est> <rsc_fpops_bound>1e15</rsc_fpops_bound>
        <rsc_memory_bound>1e8</rsc_memory_bound> <rsc_disk_bound>1e8</rsc_disk_bound> <file_ref> <file_name>N_in</file_name> <open_name>in</open_name> <copy_file/> </file_ref> </workunit>
        <result> <name>01mr99aa.0.2_0</name> <wu_name>01mr99aa.0.2</wu_name> <report_deadline>926985600</report_deadline> <version_num>100</version_num>
        <file_ref> <file_name>N_0_0</file_name> <open_name>out</open_name> <copy_file/> </file_ref> </result>
        </scheduler_reply>
        """;

    [Fact]
    public void A_request_of_a_client_is_read()
    {
        SchedulerRequest read = SchedulerRequestXml.Decode(Request);
        Assert.Equal(new UInt128(0x0123456789abcdef, 0x0123456789abcdef), read.Authenticator);
        Assert.Equal((7, 3, 8640.0), (read.HostId, read.Sequence, read.WorkSeconds));
        Assert.Equal(new HostInfo(Protocols.VolunteerComputing.OperatingSystem.Linux, ProcessorFamily.Athlon, 1.5e9, 0.75), read.Host);
        Assert.Equal([new ReportedTask(new ResultName(3 * 256 + 5, 1), 0, 3600.5)], read.Reported);
        Assert.Equal([new ResultName(9 * 256, 0)], read.Others);
    }

    [Fact]
    public void A_reply_that_a_real_client_took_is_read()
    {
        SchedulerReply read = SchedulerReplyXml.Decode(Reply);
        Assert.Equal((7, TimeSpan.FromSeconds(2), 12.5, 0.0, false), (read.HostId, read.RequestDelay, read.Credit, read.RecentCredit, read.HasNoWork));
        Assert.Equal([new ResultName(1, 0)], read.Acknowledged);
        // The deadline is a day after 17 May 1999.
        Assert.Equal([new AssignedTask(new ResultName(2, 0), 1e10, TimeSpan.FromDays(1), new UInt128(0x0001020304050607, 0x08090a0b0c0d0e0f), 3889)], read.Tasks);
    }

    [Fact]
    public void A_request_is_written_as_the_client_writes_it()
    {
        var request = new SchedulerRequest(0xAB, 0, 1, 100, 0.5, new HostInfo(Protocols.VolunteerComputing.OperatingSystem.Windows, ProcessorFamily.Pentium4, 1e9, 1), [new ReportedTask(new ResultName(1, 0), 200, 0)], [new ResultName(2, 1)]);
        string text = SchedulerRequestXml.Encode(request);
        Assert.StartsWith("<scheduler_request>\n    <authenticator>000000000000000000000000000000ab</authenticator>\n    <hostid>0</hostid>\n    <rpc_seqno>1</rpc_seqno>\n    <core_client_major_version>7</core_client_major_version>\n    <core_client_minor_version>20</core_client_minor_version>\n    <core_client_release>5</core_client_release>\n    <resource_share_fraction>1.000000</resource_share_fraction>\n", text, StringComparison.Ordinal);
        Assert.Contains("    <work_req_seconds>100.000000</work_req_seconds>\n    <cpu_req_secs>100.000000</cpu_req_secs>\n    <cpu_req_instances>0.000000</cpu_req_instances>\n    <estimated_delay>0.500000</estimated_delay>\n    <client_cap_plan_class>1</client_cap_plan_class>\n", text, StringComparison.Ordinal);
        Assert.Contains("<result>\n    <name>01mr99aa.0.1_0</name>\n    <final_cpu_time>0.000000</final_cpu_time>\n    <final_elapsed_time>0.000000</final_elapsed_time>\n    <exit_status>200</exit_status>\n    <state>6</state>\n", text, StringComparison.Ordinal);
        Assert.EndsWith("<other_results>\n    <other_result>\n        <name>01mr99aa.0.2_1</name>\n        <app_version>0</app_version>\n    </other_result>\n</other_results>\n</scheduler_request>\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_upload_is_a_header_and_then_the_bytes_as_they_are()
    {
        byte[] bytes = UploadXml.Encode(new UploadRequest("01mr99aa.0.1_0_0", 0, 3, "abc"u8.ToArray()));
        Assert.Equal(
            "<data_server_request>\n    <core_client_major_version>7</core_client_major_version>\n    <core_client_minor_version>20</core_client_minor_version>\n    <core_client_release>5</core_client_release>\n" +
            "<file_upload>\n<file_info>\n    <name>01mr99aa.0.1_0_0</name>\n<xml_signature>\n</xml_signature>\n    <max_nbytes>65536</max_nbytes>\n</file_info>\n" +
            "<nbytes>3</nbytes>\n<md5_cksum>900150983cd24fb0d6963f7d28e17f72</md5_cksum>\n<offset>0</offset>\n<data>\nabc",
            Encoding.ASCII.GetString(bytes));
        Assert.Equal("<data_server_reply>\n    <status>0</status>\n</data_server_reply>\n", UploadXml.EncodeReply(0));
        Assert.Equal((0, 5L), UploadXml.DecodeReply("<data_server_reply><status>0</status><file_size>5</file_size></data_server_reply>"));
        Assert.Equal((-1, null), UploadXml.DecodeReply(UploadXml.EncodeReply(-1)));
        Assert.Equal(-1, UploadXml.Decode(UploadXml.Encode(new UploadRequest("f_0", -1, 0, []))).Offset);
    }

    [Fact]
    public void Samples_as_text_are_four_characters_for_three_bytes_lowest_bits_first()
    {
        // 0xFF 0x00 0xAA: 111111, 000011, 100000 (the low bits of 0xAA above those of 0x00), 101010.
        Assert.Equal("\n_#@J\n", PrintableSamples.Encode([0xFF, 0x00, 0xAA]).Replace((char)(0x20 + 0b100000), '@'));
        Assert.Equal([0xFF, 0x00, 0xAA], PrintableSamples.Decode("\n_# J\n".Replace(' ', (char)(0x20 + 0b100000)), 3));
        string longer = PrintableSamples.Encode(new byte[96]);
        Assert.Equal("\n" + new string(' ', 64) + "\n" + new string(' ', 64) + "\n\n", longer);
    }

    [Fact]
    public void Everything_comes_back_as_it_was_written_and_has_the_size_that_was_measured()
    {
        var random = new RandomStream(1);
        for (int i = 0; i < 300; i++)
        {
            SchedulerRequest request = AnyRequest(ref random);
            string text = SchedulerRequestXml.Encode(request);
            Assert.Equal(text.Length, SchedulerRequestXml.Measure(request));
            Assert.Equivalent(request, SchedulerRequestXml.Decode(text), strict: true);

            SchedulerReply reply = AnyReply(ref random);
            text = SchedulerReplyXml.Encode(reply);
            Assert.Equal(text.Length, SchedulerReplyXml.Measure(reply));
            Assert.Equivalent(reply, SchedulerReplyXml.Decode(text), strict: true);

            byte[] data = new byte[random.Next(400)];
            for (int j = 0; j < data.Length; j++) data[j] = (byte)random.Next(256);
            var upload = new UploadRequest(new ResultName(random.Next(1000), random.Next(5)) + "_0", 0, data.Length, data);
            byte[] bytes = UploadXml.Encode(upload);
            Assert.Equivalent(upload, UploadXml.Decode(bytes), strict: true);
            Assert.Equal(data, PrintableSamples.Decode(PrintableSamples.Encode(data), data.Length));
            Assert.Equal(PrintableSamples.LengthOf(data.Length), PrintableSamples.Encode(data).Length);
        }
    }

    [Fact]
    public void Names_have_one_spelling()
    {
        Assert.Equal("01mr99aa.2049.3_1", new ResultName(2049 * 256 + 3, 1).ToString());
        Assert.True(ResultName.TryParse("01mr99aa.2049.3_1", out ResultName name));
        Assert.Equal(new ResultName(2049 * 256 + 3, 1), name);
        foreach (string bad in (string[])["", "_", "01mr99aa.1.3", "01mr99aa.1.3_", "01mr99aa.01.3_0", "01mr99aa.1.256_0", "01mr99aa.1.3_-1", "01mr99aa.1.3_ 1", "x.1.3_0", "01mr99aa.99999999999999999999.3_0", "01mr99aa.1.3_99999999999"])
            Assert.False(ResultName.TryParse(bad, out _), bad);
    }

    [Theory]
    [InlineData("", "found no tag at 0, expected <scheduler_request>")]
    [InlineData("<scheduler_reply></scheduler_reply>", "found <scheduler_reply> at 0, expected <scheduler_request>")]
    [InlineData("<scheduler_request>", "expected </scheduler_request>")]
    [InlineData("<scheduler_request></host>", "found </host> at 19, expected </scheduler_request>")]
    [InlineData("<scheduler_request></scheduler_request>", "found no <host_info> in <scheduler_request> at 0")]
    [InlineData("<scheduler_request><host_info/><authenticator>12</authenticator></scheduler_request>", "found '12' in <authenticator> at 31, expected 32 hexadecimal digits")]
    [InlineData("<scheduler_request", "found a tag without an end at 0")]
    [InlineData("<scheduler_request><result><![CDATA[</result></scheduler_request>", "found a tag without an end at 27, expected ]]>")]
    [InlineData("<a><b><c><d><e><f><g><h><i><j><k><l><m><n><o><p><q>", "deep")]
    public void A_bad_request_is_refused_with_its_place(string text, string error) =>
        Assert.Contains(error, Assert.Throws<BoincFormatException>(() => SchedulerRequestXml.Decode(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("<data_server_request><file_upload><file_info><name>../../etc/passwd</name></file_info><nbytes>1</nbytes><offset>0</offset><data>\nx", "expected a file name")]
    [InlineData("<data_server_request><file_upload><file_info><name>a</name></file_info><nbytes>9</nbytes><offset>0</offset><data>\nx", "found 1 bytes of data from 0 on, expected 9 in all")]
    [InlineData("<data_server_request><file_upload><file_info><name>a</name><max_nbytes>0</max_nbytes></file_info><nbytes>1</nbytes><offset>0</offset><data>\nx", "at least the size, 1")]
    [InlineData("<data_server_request><file_upload><file_info><name>a</name></file_info><nbytes>1</nbytes><md5_cksum>00000000000000000000000000000000</md5_cksum><offset>0</offset><data>\nx", "the checksum of the data")]
    [InlineData("<data_server_request><data>x", "found no end of line after <data> at 21")]
    [InlineData("<data_server_request></data_server_request>", "<get_file_size>")]
    public void A_bad_upload_is_refused(string text, string error) =>
        Assert.Contains(error, Assert.Throws<BoincFormatException>(() => UploadXml.Decode(Encoding.ASCII.GetBytes(text))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("request")]
    [InlineData("reply")]
    [InlineData("upload")]
    [InlineData("question of an upload's size")]
    [InlineData("answer to an upload")]
    [InlineData("samples")]
    [InlineData("name")]
    public void Damaged_texts_are_read_or_refused_and_nothing_else(string format)
    {
        const int Times = 2000;
        var random = new RandomStream(2);
        int refused = 0;
        for (int i = 0; i < Times; i++)
        {
            int bytes = random.Next(1, 100);
            char[] text = (format switch
            {
                "request" => SchedulerRequestXml.Encode(AnyRequest(ref random)),
                "reply" => SchedulerReplyXml.Encode(AnyReply(ref random)),
                "upload" => Encoding.Latin1.GetString(UploadXml.Encode(new UploadRequest("a_0", 0, 20, new byte[20]))),
                "question of an upload's size" => Encoding.Latin1.GetString(UploadXml.Encode(new UploadRequest("a_0", -1, 0, []))),
                "answer to an upload" => UploadXml.EncodeReply(random.Next(3) - 1, random.Next(2) == 0 ? random.Next(1000) : null),
                "samples" => PrintableSamples.Encode(new byte[bytes]),
                _ => AnyName(ref random).ToString(),
            }).ToCharArray();
            Damage(text, ref random);
            string damaged = new(text, 0, text.Length - random.Next(3) * random.Next(text.Length) / 2);
            refused += format switch
            {
                "request" => IsRefused(() => SchedulerRequestXml.Decode(damaged)),
                "reply" => IsRefused(() => SchedulerReplyXml.Decode(damaged)),
                "upload" or "question of an upload's size" => IsRefused(() => UploadXml.Decode(Encoding.Latin1.GetBytes(damaged))),
                "answer to an upload" => IsRefused(() => UploadXml.DecodeReply(damaged)),
                "samples" => IsRefused(() => PrintableSamples.Decode(damaged, bytes)),
                _ => ResultName.TryParse(damaged, out ResultName name) && name.ToString() == damaged ? 0 : 1,
            };
        }

        // Some damage does not matter, most does.
        Assert.InRange(refused, Times / 4, Times - 1);
    }

    [Fact]
    public void Noise_is_refused_and_nothing_else()
    {
        var random = new RandomStream(4);
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = new byte[random.Next(200)];
            for (int j = 0; j < bytes.Length; j++) bytes[j] = random.Next(4) == 0 ? "<>/!?-[]"u8[random.Next(8)] : (byte)random.Next(256);
            string text = Encoding.Latin1.GetString(bytes);
            Assert.Equal(4, IsRefused(() => SchedulerRequestXml.Decode(text)) + IsRefused(() => SchedulerReplyXml.Decode(text)) + IsRefused(() => UploadXml.DecodeReply(text)) + IsRefused(() => UploadXml.Decode(bytes)));
            Assert.False(ResultName.TryParse(text, out _));
        }
    }

    [Fact]
    public void An_error_never_repeats_more_than_a_line_of_what_was_found()
    {
        string endless = new('x', 1_000_000);
        foreach (string text in (string[])[$"<{endless}>", $"<scheduler_request></{endless}>", $"<scheduler_request><host_info/><authenticator>{endless}</authenticator></scheduler_request>", $"<scheduler_request><{endless}!></scheduler_request>"])
            Assert.InRange(Assert.Throws<BoincFormatException>(() => SchedulerRequestXml.Decode(text)).Message.Length, 1, 250);
    }

    private static int IsRefused(Action decode)
    {
        try
        {
            decode();
            return 0;
        }
        catch (BoincFormatException)
        {
            return 1;
        }
    }

    private static void Damage(char[] text, ref RandomStream random)
    {
        const string Pieces = "<>/!?-_ \n0123456789.eE+NaIf\0é\uD800";
        for (int j = random.Next(4); j >= 0; j--) text[random.Next(text.Length)] = random.Next(2) == 0 ? Pieces[random.Next(Pieces.Length)] : (char)random.Next(128);
    }

    private static SchedulerRequest AnyRequest(ref RandomStream random)
    {
        var reported = new ReportedTask[random.Next(4)];
        for (int i = 0; i < reported.Length; i++) reported[i] = new ReportedTask(AnyName(ref random), (int[])[0, 1, 200, 203, -5] is var codes ? codes[random.Next(5)] : 0, random.Next(1_000_000) / 64.0);
        var others = new ResultName[random.Next(4)];
        for (int i = 0; i < others.Length; i++) others[i] = AnyName(ref random);
        var host = new HostInfo((Protocols.VolunteerComputing.OperatingSystem)random.Next(3), (ProcessorFamily)random.Next(6), random.Next(int.MaxValue), random.Next(65) / 64.0);
        return new SchedulerRequest(new UInt128(random.NextBits(), random.NextBits()), random.Next(int.MaxValue), random.Next(int.MaxValue), random.Next(100_000) / 64.0, random.Next(100_000) / 64.0, host, reported, others);
    }

    private static SchedulerReply AnyReply(ref RandomStream random)
    {
        var acknowledged = new ResultName[random.Next(3)];
        for (int i = 0; i < acknowledged.Length; i++) acknowledged[i] = AnyName(ref random);
        var tasks = new AssignedTask[random.Next(3)];
        for (int i = 0; i < tasks.Length; i++)
            tasks[i] = new AssignedTask(new ResultName(1000 * i + random.Next(1000), random.Next(5)), random.Next(int.MaxValue), TimeSpan.FromSeconds(random.Next(100_000) / 64.0), new UInt128(random.NextBits(), random.NextBits()), random.Next(int.MaxValue));
        return new SchedulerReply(random.Next(int.MaxValue), TimeSpan.FromSeconds(random.Next(1000)), random.Next(10_000) / 64.0, random.Next(10_000) / 64.0, acknowledged, tasks, random.Next(2) == 0);
    }

    private static ResultName AnyName(ref RandomStream random) => new((long)(random.NextBits() >> 1 >> random.Next(60)), random.Next(20));
}
