using System.Globalization;
using System.Net.Sockets;
using P2PActors.Cli.Terminal;
using P2PActors.Inspection;

namespace P2PActors.Cli.Control;

/// <summary>A run behind a control port.</summary>
internal sealed class ControlClient : IInspected, IDisposable
{
    private readonly TcpClient _client;
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;
    private readonly Lock _gate = new();
    private bool _isOver;
    private int _toldWidth;

    /// <exception cref="UsageException">Nobody listens there, or somebody else.</exception>
    public ControlClient(string host, int port, string? token = null)
    {
        _client = new TcpClient { NoDelay = true };
        try
        {
            _client.Connect(host, port);
            _reader = new StreamReader(_client.GetStream(), ControlProtocol.Encoding);
            _writer = new StreamWriter(_client.GetStream(), ControlProtocol.Encoding);
            _client.ReceiveTimeout = 10_000;
            token ??= ControlOptions.TokenOfEnvironment;
            _writer.Write($"{ControlProtocol.Greeting} {token}\n");
            _writer.Flush();
            List<string> greeted = ReadAnswer() ?? throw new IOException("the connection was closed");
            if (greeted is [ControlProtocol.WrongToken]) throw new UsageException($"{host}:{port} asks for a token: set {ControlProtocol.TokenVariable} to the one its machine was started with");
            _client.ReceiveTimeout = 0;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            _client.Dispose();
            throw new UsageException($"nobody answers at {host}:{port} ({e.Message}). Start a run with: p2p run <scenario> --control {port}, or a machine with: p2p machine --control {port}");
        }
    }

    public string Standing { get; private set; } = "";

    /// <summary>How long an answer may take before the connection counts as lost; without end unless it is set.</summary>
    public TimeSpan AnswersWithin
    {
        init => _client.ReceiveTimeout = (int)value.TotalMilliseconds;
    }

    public bool IsOver
    {
        get
        {
            lock (_gate)
            {
                if (_isOver) return true;
                // Nothing is expected now: what can be read is the end.
                try
                {
                    return _isOver = _client.Client.Poll(0, SelectMode.SelectRead) && _client.Available == 0;
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    return _isOver = true;
                }
            }
        }
    }

    public Answer Execute(string line)
    {
        if (line.Trim() is "quit" or "q" or "exit" or "detach") return Leave(line.Trim());
        TellWidth();
        if (Ask(line) is not { } lines) return Answer.Error("the run has ended");
        bool isError = lines.Count > 0 && lines[0].StartsWith("error: ", StringComparison.Ordinal);
        Answer answer = isError ? Answer.Error(lines[0]["error: ".Length..]) : new Answer();
        foreach (string text in isError ? lines.Skip(1) : lines) answer.Line(text);
        return answer with { IsUnderWay = lines.Count > 0 && lines[0].StartsWith("running until", StringComparison.Ordinal) };
    }

    public IReadOnlyList<string> Complete(string line) => Ask(ControlProtocol.Complete + line) ?? [];

    public void WaitUntilPaused() => Ask(ControlProtocol.Wait);

    public void Dispose()
    {
        _reader.Dispose();
        _client.Dispose();
    }

    private void TellWidth()
    {
        if (Console.IsOutputRedirected || AnswerView.Width == _toldWidth) return;
        _toldWidth = AnswerView.Width;
        Ask(ControlProtocol.Width + _toldWidth.ToString(CultureInfo.InvariantCulture));
    }

    private Answer Leave(string word)
    {
        if (word == "detach")
        {
            lock (_gate) _isOver = true;
            HasDetached = true;
            return Answer.Say("detached; the run goes on as it was");
        }

        List<string>? lines = Ask("quit");
        return Answer.Say(lines is { Count: > 0 } ? lines[0] : "the run has ended");
    }

    /// <summary>Whether the user has left the run to itself.</summary>
    public bool HasDetached { get; private set; }

    /// <summary>Says a line as it is; null when nobody is there any more.</summary>
    public List<string>? Say(string line) => Ask(line);

    private List<string>? Ask(string line)
    {
        lock (_gate)
        {
            if (_isOver) return null;
            try
            {
                _writer.Write(line.ReplaceLineEndings(" ") + "\n");
                _writer.Flush();
                List<string>? lines = ReadAnswer();
                _isOver = lines is null;
                return lines;
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                _isOver = true;
                return null;
            }
        }
    }

    private List<string>? ReadAnswer()
    {
        var lines = new List<string>();
        while (_reader.ReadLine() is { } line)
        {
            if (line.StartsWith(". ", StringComparison.Ordinal))
            {
                Standing = line[2..];
                return lines;
            }

            lines.Add(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line);
        }

        return null;
    }
}
