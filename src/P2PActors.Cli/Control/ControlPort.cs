using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using P2PActors.Inspection;

namespace P2PActors.Cli.Control;

/// <summary>
/// A port over which a run or a machine is inspected while it goes on. It is open to this computer only, unless it is told an
/// address; then whoever comes must know a token.
/// </summary>
internal sealed class ControlPort : IDisposable
{
    private const int MostClients = 16;
    private static readonly TimeSpan GreetingTime = TimeSpan.FromSeconds(10);
    private readonly TcpListener _listener;
    private readonly IControlTarget _target;
    private readonly byte[]? _token;
    private readonly List<TcpClient> _clients = [];
    private readonly Lock _gate = new();
    private bool _isClosed;

    /// <param name="target">What is behind it.</param>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <param name="address">Where it listens; null for this computer only.</param>
    /// <param name="token">What clients must know; null for nothing, which is for this computer only.</param>
    /// <exception cref="UsageException">The port is taken, or open to others without a token.</exception>
    public ControlPort(IControlTarget target, int port, IPAddress? address = null, string? token = null)
    {
        if (address is not null && !IPAddress.IsLoopback(address) && string.IsNullOrEmpty(token))
            throw new UsageException($"a control port on {address} is open to other computers and needs a token: set {ControlProtocol.TokenVariable} here and where p2p submit and p2p attach are used");
        _target = target;
        _token = string.IsNullOrEmpty(token) ? null : ControlProtocol.Encoding.GetBytes(token);
        _listener = new TcpListener(address ?? IPAddress.Loopback, port);
        try
        {
            _listener.Start();
        }
        catch (SocketException e)
        {
            throw new UsageException(e.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? $"--control {port}: the port is taken, perhaps by another run; give another one, or 0 for any that is free"
                : $"--control {port}: {e.Message}");
        }

        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        new Thread(Accept) { IsBackground = true, Name = "p2p control port" }.Start();
    }

    public int Port { get; }

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (TcpClient client in _clients) client.Close();
        }

        _listener.Stop();
    }

    private void Accept()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = _listener.AcceptTcpClient();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            lock (_gate)
            {
                if (_isClosed || _clients.Count >= MostClients)
                {
                    client.Close();
                    continue;
                }

                _clients.Add(client);
            }

            new Thread(() => Serve(client)) { IsBackground = true, Name = "p2p control client" }.Start();
        }
    }

    private void Serve(TcpClient client)
    {
        try
        {
            using (client)
            {
                Talk(client);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidDataException or InvalidOperationException)
        {
            // The client has gone, talks nonsense, or the run has ended: nobody is left to be told.
        }
        finally
        {
            lock (_gate) _clients.Remove(client);
        }
    }

    private void Talk(TcpClient client)
    {
        client.NoDelay = true;
        client.ReceiveTimeout = (int)GreetingTime.TotalMilliseconds;
        using var reader = new StreamReader(client.GetStream(), ControlProtocol.Encoding);
        using var writer = new StreamWriter(client.GetStream(), ControlProtocol.Encoding);
        string? greeting = ControlProtocol.ReadLine(reader);
        if (greeting is null || !greeting.StartsWith(ControlProtocol.Greeting, StringComparison.Ordinal))
        {
            writer.Write("This is a control port of p2p. Use: p2p attach\n");
            return;
        }

        if (!Knows(greeting[ControlProtocol.Greeting.Length..].Trim()))
        {
            ControlProtocol.WriteAnswer(writer, [ControlProtocol.WrongToken], "");
            return;
        }

        client.ReceiveTimeout = 0;
        ControlProtocol.WriteAnswer(writer, [], _target.Standing);
        int width = AnswerLayout.AnyWidth;
        while (true)
        {
            string? line;
            try
            {
                line = ControlProtocol.ReadLine(reader, ControlProtocol.LongestSubmission);
            }
            catch (InvalidDataException e)
            {
                ControlProtocol.WriteAnswer(writer, ["error: " + e.Message], _target.Standing);
                return;
            }

            if (line is null) return;
            if (line.StartsWith(ControlProtocol.Width, StringComparison.Ordinal))
            {
                width = int.TryParse(line[ControlProtocol.Width.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int asked) && asked >= 40 ? asked : AnswerLayout.AnyWidth;
                ControlProtocol.WriteAnswer(writer, [], _target.Standing);
                continue;
            }

            ControlProtocol.WriteAnswer(writer, AnswerTo(line, width), _target.Standing);
        }
    }

    private bool Knows(string token) => _token is null || CryptographicOperations.FixedTimeEquals(_token, ControlProtocol.Encoding.GetBytes(token));

    private IEnumerable<string> AnswerTo(string line, int width)
    {
        if (line.StartsWith(ControlProtocol.Complete, StringComparison.Ordinal)) return _target.Complete(line[ControlProtocol.Complete.Length..]);
        if (line == ControlProtocol.Wait)
        {
            _target.WaitUntilPaused();
            return [];
        }

        return _target.Execute(line, width);
    }
}
