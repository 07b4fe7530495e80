using System.Net;
using System.Net.Sockets;
using System.Text;
using P2PActors.Akka.Cluster;
using P2PActors.Akka.Cluster.Runs;
using P2PActors.Cli.Control;

namespace P2PActors.Cli.Tests;

/// <summary>Who may talk to a control port, and about what.</summary>
public class ControlPorts
{
    private const string Token = "a token of some length";

    /// <summary>Says something to a port, as a stranger would, and reads until the port hangs up.</summary>
    private static string Say(int port, string text, bool closes = true)
    {
        using var client = new TcpClient();
        client.ReceiveTimeout = 20_000;
        client.Connect(IPAddress.Loopback, port);
        using NetworkStream stream = client.GetStream();
        try
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException)
        {
            // The port has hung up before all of it was sent.
        }

        if (closes) client.Client.Shutdown(SocketShutdown.Send);
        var said = new StringBuilder();
        byte[] buffer = new byte[4096];
        try
        {
            while (stream.Read(buffer) is > 0 and var n) said.Append(Encoding.UTF8.GetString(buffer, 0, n));
        }
        catch (IOException)
        {
            // Hung up on, with something unread.
        }

        return said.ToString();
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.1")]
    public async Task An_address_that_others_reach_is_refused_without_a_token(string address)
    {
        await using var machine = new PretendedMachine();
        foreach (string? none in (string?[])[null, ""])
        {
            var e = Assert.Throws<UsageException>(() => new ControlPort(new MachineTarget(machine), 0, IPAddress.Parse(address), none));
            Assert.Contains($"a control port on {address} is open to other computers and needs a token: set P2P_TOKEN", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_address_of_this_computer_needs_no_token()
    {
        await using var machine = new PretendedMachine();

        using var client = new ControlClient("127.0.0.1", machine.Port);

        Assert.Equal("akka.tcp://p2p@127.0.0.1:4700 up", client.Standing);
    }

    [Theory]
    [InlineData("")]
    [InlineData("another token of some l")]
    [InlineData("a token of some lengt")]
    [InlineData("a token of some length and more")]
    [InlineData("A TOKEN OF SOME LENGTH")]
    public async Task A_wrong_token_is_refused_and_nothing_is_done(string wrong)
    {
        await using var machine = new PretendedMachine(Token);

        string said = Say(machine.Port, $"P2PACTORS-CONTROL 1 {wrong}\n?run 1\nmachines\n");

        Assert.StartsWith("error: this port asks for a token, and that was not it\n", said, StringComparison.Ordinal);
        Assert.DoesNotContain("one", said[said.IndexOf('\n', StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Empty(machine.Asked);
        var e = Assert.Throws<UsageException>(() => new ControlClient("127.0.0.1", machine.Port, wrong));
        Assert.Contains("asks for a token: set P2P_TOKEN", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_right_token_opens_the_port()
    {
        await using var machine = new PretendedMachine(Token);
        using var client = new ControlClient("127.0.0.1", machine.Port, Token);

        Assert.Equal(["one", "two"], client.Say("machines"));
    }

    [Fact]
    public async Task A_stranger_that_does_not_greet_is_told_what_this_is_and_hung_up_on()
    {
        await using var machine = new PretendedMachine();

        Assert.Equal("This is a control port of p2p. Use: p2p attach\n", Say(machine.Port, "GET / HTTP/1.1\r\n\r\n"));
    }

    [Fact]
    public async Task A_greeting_without_end_is_hung_up_on()
    {
        await using var machine = new PretendedMachine();

        Assert.Equal("", Say(machine.Port, ControlProtocol.Greeting + new string('x', ControlProtocol.LongestLine), closes: false));
    }

    [Fact]
    public async Task A_line_may_be_as_long_as_a_submission_and_no_longer()
    {
        await using var machine = new PretendedMachine();
        string fits = new('x', 5000);
        using (var client = new ControlClient("127.0.0.1", machine.Port)) Assert.Equal([$"error: there is no command '{fits}'"], client.Say(fits));

        string said = Say(machine.Port, $"{ControlProtocol.Greeting}\n{new string('x', ControlProtocol.LongestSubmission + 1)}", closes: false);

        Assert.Contains("error: a line is longer than 8388608 characters\n", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?submit {", "error: that cannot be read: ")]
    [InlineData("?submit null", "error: that cannot be read: ")]
    [InlineData("?submit []", "error: that cannot be read: ")]
    [InlineData("?submit {}", "error: that cannot be read: ")]
    [InlineData("?submit {\"Name\":null,\"Text\":null,\"CommandLine\":null}", "error: that cannot be read: ")]
    [InlineData("?run one", "error: that cannot be read: ")]
    [InlineData("?run -1", "error: that cannot be read: ")]
    [InlineData("?run 99999999999999999999", "error: that cannot be read: ")]
    [InlineData("?cancel ", "error: that cannot be read: ")]
    [InlineData("?file 7", "error: that cannot be read: ")]
    [InlineData("?file {}", "error: that cannot be read: ")]
    [InlineData("?run 1", "error: nothing was said")]
    [InlineData("sing", "error: there is no command 'sing'")]
    public async Task What_cannot_be_read_is_answered_in_one_line_and_the_next_line_is_heard(string line, string answer)
    {
        await using var machine = new PretendedMachine();
        using var client = new ControlClient("127.0.0.1", machine.Port);

        Assert.StartsWith(answer, Assert.Single(client.Say(line) ?? ["the port hung up"]), StringComparison.Ordinal);
        Assert.Equal(["one", "two"], client.Say("machines"));
    }

    [Fact]
    public async Task A_submission_comes_as_it_was_sent()
    {
        await using var machine = new PretendedMachine { Answers = static _ => new Accepted(7, 2) };
        using var client = new ControlClient("127.0.0.1", machine.Port);
        var what = new Submission("n\"ame", "a = 1\nb = \"\u00fc \\ \u2028\"\n", "p2p run x", 1, 2, 0.5, 3, 4);

        string answer = Assert.Single(client.Say(MachineProtocol.Submit + MachineProtocol.Write(what))!);

        Assert.Equal(new Accepted(7, 2), MachineProtocol.Read<Accepted>(answer));
        Assert.Equal(what, Assert.Single(machine.Asked));
    }

    [Fact]
    public async Task A_refusal_is_one_line_even_if_its_reason_is_not()
    {
        await using var machine = new PretendedMachine { Answers = static _ => new Refused("first\nsecond\n. third") };
        using var client = new ControlClient("127.0.0.1", machine.Port);

        Assert.Equal(["error: first second . third"], client.Say("?cancel 3"));
        Assert.Equal(new CancelRun(3), Assert.Single(machine.Asked));
    }

    [Fact]
    public async Task Commands_of_the_console_are_completed()
    {
        await using var machine = new PretendedMachine();
        using var client = new ControlClient("127.0.0.1", machine.Port);

        Assert.Contains("machines", client.Complete("ma"));
        Assert.All(client.Complete("ma"), word => Assert.StartsWith("ma", word, StringComparison.Ordinal));
    }
}
