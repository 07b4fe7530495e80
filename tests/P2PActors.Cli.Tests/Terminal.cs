using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace P2PActors.Cli.Tests;

/// <summary>A p2p that believes it sits on a terminal: it is started through a pseudo-terminal, and typed at.</summary>
internal sealed partial class Terminal : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process _process;
    private readonly StringBuilder _screen = new();
    private int _read;

    public Terminal(params string[] args)
    {
        string dll = typeof(CommandLine).Assembly.Location;
        string command = string.Join(' ', ((string[])["dotnet", dll, .. args]).Select(a => $"'{a}'"));
        // Whoever starts the tests in the background has them ignore the interrupt, and the children inherit that.
        // The shell gives way to the command: one that stayed would get the interrupt too, and some shells die of it.
        var start = new ProcessStartInfo("script", ["-qfec", $"stty rows 50 cols 160; exec env --default-signal=INT {command}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TERM"] = "xterm";
        start.Environment["SHELL"] = "/bin/sh";
        _process = Process.Start(start)!;
        var reader = new Thread(() =>
        {
            var buffer = new char[4096];
            while (_process.StandardOutput.Read(buffer) is > 0 and var n)
            {
                lock (_screen) _screen.Append(buffer, 0, n);
            }
        })
        { IsBackground = true };
        reader.Start();
    }

    /// <summary>Whether this machine can make pseudo-terminals for tests.</summary>
    public static bool IsThere { get; } = OperatingSystem.IsLinux() && File.Exists("/usr/bin/script");

    /// <summary>All that was written so far, without colours and movements of the cursor.</summary>
    public string Screen
    {
        get
        {
            lock (_screen) return Escapes().Replace(_screen.ToString(), "");
        }
    }

    public void Type(string keys)
    {
        _process.StandardInput.Write(keys);
        _process.StandardInput.Flush();
    }

    /// <summary>Waits for a text after what was waited for before.</summary>
    public void Expect(string text)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            string screen = Screen;
            int at = screen.IndexOf(text, _read, StringComparison.Ordinal);
            if (at >= 0)
            {
                _read = at + text.Length;
                return;
            }

            Assert.True(clock.Elapsed < Patience && !(_process.HasExited && clock.Elapsed > TimeSpan.FromSeconds(2)), $"'{text}' did not come; on the screen is:\n{screen}");
            Thread.Sleep(20);
        }
    }

    /// <summary>Types a command and waits for a text of its answer.</summary>
    public void Do(string command, string answer)
    {
        Expect("> ");
        Type(command + "\r");
        Expect(answer);
    }

    public int ExitCode()
    {
        Assert.True(_process.WaitForExit(Patience), Screen);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]")]
    private static partial Regex Escapes();
}

/// <summary>A test that needs a pseudo-terminal.</summary>
internal sealed class TerminalFactAttribute : FactAttribute
{
    public TerminalFactAttribute()
    {
        if (!Terminal.IsThere) Skip = "needs a pseudo-terminal (the command 'script' of util-linux)";
    }
}
