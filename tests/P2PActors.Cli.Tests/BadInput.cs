namespace P2PActors.Cli.Tests;

/// <summary>Whatever is wrong with a scenario is one clear message with place and remedy, and exit code 2.</summary>
public sealed class BadInput : IDisposable
{
    private const string Right = "peers = 10\nduration = 1m\nsystems { gnutella {} }\n";
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void An_empty_file_is_named_as_such() => OneMessage(_scratch.Write("a.conf", ""), "empty");

    [Fact]
    public void A_directory_is_named_as_such() => OneMessage(_scratch.Folder, "folder");

    [Fact]
    public void A_missing_file_is_named_as_such() => OneMessage(_scratch["nothing.conf"], "nothing.conf");

    [Fact]
    public void A_binary_file_is_named_as_such()
    {
        File.WriteAllBytes(_scratch["a.conf"], [0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2, 255, 254]);
        OneMessage(_scratch["a.conf"], "a.conf");
    }

    [Fact]
    public void A_file_of_50_megabytes_is_refused_without_being_read()
    {
        using (FileStream file = File.Create(_scratch["a.conf"])) file.SetLength(50_000_000);
        OneMessage(_scratch["a.conf"], "a.conf");
    }

    [Fact]
    public void A_circle_of_includes_is_shown()
    {
        _scratch.Write("b.conf", "include \"a.conf\"\n");
        string file = _scratch.Write("a.conf", "include \"b.conf\"\n" + Right);
        OneMessage(file, "circle");
    }

    [Theory]
    [InlineData("peers = 0", "peers", "1")]
    [InlineData("peers = -5", "peers", "1")]
    [InlineData("peers = many", "peers", "many")]
    [InlineData("duration = 10", "duration", "10")]
    [InlineData("network.loss = 2", "network.loss", "0.9")]
    [InlineData("pears = 5", "pears", "peers")]
    [InlineData("churn.sesions = saroiu-2002", "churn.sesions", "sessions")]
    [InlineData("churn.sessions = saroiu-2003", "churn.sessions", "saroiu-2002")]
    [InlineData("network.latency { model = uniform, min = 100ms, max = 10ms }", "network.latency.max", "100")]
    [InlineData("topology { model = file, file = nowhere.txt }", "nowhere.txt", "snap")]
    [InlineData("faults = [{ fault = kill }]", "faults", "when")]
    [InlineData("faults = [{ fault = kil, at = 1s }]", "faults", "kill")]
    [InlineData("faults = [{ fault = kill, at = 1s, role = servnt }]", "servnt", "servent")]
    [InlineData("faults = [{ fault = kill, at = 1s, peers = [99] }]", "peer 99", "expected numbers from 0 to")]
    [InlineData("faults = [{ fault = kill, at = 1s, status = supernode }]", "supernode", "no system")]
    [InlineData("faults = [{ fault = kill, at = 1s, region = west }]", "west", "network.regions")]
    [InlineData("network.regions { west = 50% }\nfaults = [{ fault = kill, at = 1s, region = vest }]", "vest", "west")]
    [InlineData("network.regions { west = 60%, east = 50% }", "network.regions", "1.1")]
    [InlineData("faults = [{ fault = kill, at = 1s, top = 4%, by = degre }]", "degre", "degree")]
    [InlineData("faults = [{ fault = kill, at = 1s, share = 5%, count = 3 }]", "count", "one of them")]
    [InlineData("faults = [{ fault = kill, at = 1s, system = napster }]", "napster", "gnutella")]
    [InlineData("faults = [{ fault = kill, when = \"online < \" }]", "when", "expected a name or a number")]
    [InlineData("faults = [{ fault = kill, when = \"onlin < 5\" }]", "onlin", "online")]
    [InlineData("faults = [{ fault = degrade, at = 1s }]", "faults", "latency-factor")]
    [InlineData("faults = [{ fault = degrade, at = 1s, latency-factor = 0.5 }]", "latency-factor", "1")]
    [InlineData("faults = [{ fault = degrade, at = 1s, peers = [1], to-peers = [2], bandwidth = 50% }]", "bandwidth", "to-peers")]
    [InlineData("faults = [{ fault = sybil, at = 1s, count = 3, hosts = 4 }]", "hosts", "at most")]
    [InlineData("faults = [{ fault = sybil, at = 1s, link = carrier-pigeon }]", "carrier-pigeon", "modem")]
    [InlineData("faults = [{ fault = search, at = 1s }]", "text", "required")]
    [InlineData("faults = [{ fault = fail, at = 1s, failures = 900 }]", "failures", "250")]
    [InlineData("systems.gnutella.override.faults = [{ fault = kill, at = 1s, role = server }]", "server", "servent")]
    public void A_wrong_setting_is_named_with_line_key_and_remedy(string setting, string key, string remedy)
    {
        string file = _scratch.Write("a.conf", Right + setting + "\n");
        CliResult result = Cli.Run("run", file, "--out", _scratch["out"]);
        Assert.Equal(ExitCodes.Wrong, result.Code);
        Assert.Contains(key, result.Errors, StringComparison.Ordinal);
        Assert.Contains(remedy, result.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_scratch["out"]));
    }

    [Fact]
    public void A_missing_data_file_is_found_by_validation_with_its_line_and_source()
    {
        string file = _scratch.Write("a.conf", Right + "network.latency { model = matrix, file = none.txt }\n");
        CliResult result = Cli.Run("validate", file);
        Assert.Equal(ExitCodes.Wrong, result.Code);
        Assert.Contains("a.conf:4: network.latency.file: there is no file 'none.txt'", result.Errors, StringComparison.Ordinal);
        Assert.Contains("NetLatency-Data", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_data_file_is_replaced_only_if_the_scenario_says_so_and_the_report_warns()
    {
        string file = _scratch.Write("a.conf", Right + "network.latency { model = matrix, file = none.txt, if-missing = synthetic }\n");
        CliResult result = Cli.Run("run", file, "--out", _scratch["out"]);
        Assert.Equal(ExitCodes.Done, result.Code);
        Assert.Contains("warning", result.Output, StringComparison.Ordinal);
        Assert.Contains("none.txt", File.ReadAllText(Path.Combine(_scratch["out"], "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_said_at_once_with_their_lines()
    {
        string file = _scratch.Write("a.conf", "peers = 0\nduration = soon\nnetwork.los = 1%\nsystems { gnutela {} }\n");
        CliResult result = Cli.Run("validate", file);
        Assert.Equal(ExitCodes.Wrong, result.Code);
        for (int line = 1; line <= 4; line++) Assert.Contains($"a.conf:{line}:", result.Errors, StringComparison.Ordinal);
        Assert.Contains("'gnutella'", result.Errors, StringComparison.Ordinal);
        Assert.Contains("4 errors", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenario_without_systems_says_what_there_is()
    {
        CliResult result = OneMessage(_scratch.Write("a.conf", "peers = 10\n"), "systems");
        Assert.Contains("napster", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--set", "peers")]
    [InlineData("--set", "=5")]
    [InlineData("--speed", "fast")]
    [InlineData("--threads", "100")]
    [InlineData("--repeat", "0")]
    [InlineData("--engine", "warp")]
    [InlineData("--control", "70000")]
    [InlineData("--no-such-option", null)]
    public void A_wrong_option_is_one_message_and_exit_code_2(string option, string? value)
    {
        string file = _scratch.Write("a.conf", Right);
        CliResult result = value is null ? Cli.Run("run", file, option) : Cli.Run("run", file, option, value);
        Assert.Equal(ExitCodes.Wrong, result.Code);
        Assert.NotEmpty(result.Errors);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
    }

    private CliResult OneMessage(string file, string expected)
    {
        CliResult result = Cli.Run("run", file, "--out", _scratch["out"]);
        Assert.Equal(ExitCodes.Wrong, result.Code);
        Assert.Contains(expected, result.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return result;
    }
}
