using System.Globalization;
using System.Net;
using System.Net.Sockets;
using P2PActors.Inspection;

namespace P2PActors.Cli.Control;

/// <summary>A port of this machine, and of no other, over which a run is inspected while it goes on. It closes with the run.</summary>
internal sealed class ControlPort : IDisposable
{
    private const int MostClients = 16;
    private static readonly TimeSpan GreetingTime = TimeSpan.FromSeconds(10);
    private readonly TcpListener _listener;
    private readonly InspectionSession _session;
    private readonly List<TcpClient> _clients = [];
    private readonly Lock _gate = new();
    private bool _isClosed;

    /// <exception cref="UsageException">The port is taken.</exception>
    public ControlPort(InspectionSession session, int port)
    {
        _session = session;
        _listener = new TcpListener(IPAddress.Loopback, port);
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
        if (ControlProtocol.ReadLine(reader) != ControlProtocol.Greeting)
        {
            writer.Write("This is the control port of a p2p run. Use: p2p attach\n");
            return;
        }

        client.ReceiveTimeout = 0;
        ControlProtocol.WriteAnswer(writer, [], _session.Standing);
        int width = AnswerLayout.AnyWidth;
        while (true)
        {
            string? line;
            try
            {
                line = ControlProtocol.ReadLine(reader);
            }
            catch (InvalidDataException e)
            {
                ControlProtocol.WriteAnswer(writer, ["error: " + e.Message], _session.Standing);
                return;
            }

            if (line is null) return;
            if (line.StartsWith(ControlProtocol.Width, StringComparison.Ordinal))
            {
                width = int.TryParse(line[ControlProtocol.Width.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int asked) && asked >= 40 ? asked : AnswerLayout.AnyWidth;
                ControlProtocol.WriteAnswer(writer, [], _session.Standing);
                continue;
            }

            ControlProtocol.WriteAnswer(writer, AnswerTo(line, width), _session.Standing);
        }
    }

    private IEnumerable<string> AnswerTo(string line, int width)
    {
        if (line.StartsWith(ControlProtocol.Complete, StringComparison.Ordinal)) return InspectionCommands.Complete(_session, line[ControlProtocol.Complete.Length..]);
        if (line == ControlProtocol.Wait)
        {
            _session.WaitUntilPaused();
            return [];
        }

        return PlainText.Of(_session.Execute(line), width);
    }
}
