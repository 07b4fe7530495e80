using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace P2PActors.Akka.Operations;

/// <summary>Where a machine is asked for its health.</summary>
public sealed record HealthSettings
{
    /// <summary>The address it listens on: by default one that only this computer reaches.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port, 0 to 65535; 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>How long a client may take to ask, and to take the answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many clients are served at once; more are turned away. At least 1.</summary>
    public int Clients { get; init; } = 16;
}

/// <summary>
/// Answers whoever watches a machine over HTTP (RFC 9112), and nothing else:
/// <c>GET /health/live</c> with 200 while the process works; <c>GET /health/ready</c> with 200 when the machine takes part in its
/// cluster, otherwise with 503 and the reason; <c>GET /metrics</c> with the measurements, if there are any.
/// </summary>
public sealed class HealthEndpoint : IDisposable
{
    /// <summary>Bytes that a request may have up to the blank line after its headers.</summary>
    private const int LongestRequest = 8192;

    private readonly HealthSettings _settings;
    private readonly Func<(bool Ready, string Reason)> _readiness;
    private readonly Func<string>? _metrics;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _clients;
    private long _served;
    private long _refused;

    /// <summary>Begins to listen.</summary>
    /// <param name="settings">Where.</param>
    /// <param name="readiness">Whether the machine is ready, and if not, why. Called by any thread; it must not wait.</param>
    /// <param name="metrics">The measurements in the text format of Prometheus; null if there are none.</param>
    /// <exception cref="IOException">The address or port cannot be had.</exception>
    public HealthEndpoint(HealthSettings settings, Func<(bool Ready, string Reason)> readiness, Func<string>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Clients, 1, nameof(settings));
        (_settings, _readiness, _metrics) = (settings, readiness, metrics);
        _listener = new TcpListener(settings.Address, settings.Port);
        try
        {
            _listener.Start();
        }
        catch (SocketException e)
        {
            throw new IOException(
                e.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"health port {settings.Port}: it is taken, perhaps by another machine on this computer; give another one, or 0 for any that is free"
                    : $"health port {settings.Port} on {settings.Address}: {e.Message}",
                e);
        }

        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = Task.Run(Accept);
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>Requests that were answered.</summary>
    public long Served => Interlocked.Read(ref _served);

    /// <summary>Connections that ended without an answer: too many at once, too slow, or gone.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Stops listening; who is being answered may lose the connection.</summary>
    public void Dispose()
    {
        if (_stop.IsCancellationRequested) return;
        _stop.Cancel();
        _listener.Stop();
        _accepting.Wait();
        _stop.Dispose();
    }

    private async Task Accept()
    {
        while (!_stop.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (SocketException) when (!_stop.IsCancellationRequested)
            {
                // One connection was lost before it was taken, or there are no more file handles: the next may do better.
                Interlocked.Increment(ref _refused);
                await Task.Delay(10).ConfigureAwait(false);
                continue;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                return;
            }

            if (Interlocked.Increment(ref _clients) > _settings.Clients)
            {
                Interlocked.Decrement(ref _clients);
                Interlocked.Increment(ref _refused);
                client.Dispose();
                continue;
            }

            _ = Serve(client);
        }
    }

    private async Task Serve(TcpClient client)
    {
        try
        {
            using (client)
            using (var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token))
            {
                patience.CancelAfter(_settings.Patience);
                NetworkStream stream = client.GetStream();
                byte[] answer = Answer(await ReadRequestLine(stream, patience.Token).ConfigureAwait(false));
                await stream.WriteAsync(answer, patience.Token).ConfigureAwait(false);
                Interlocked.Increment(ref _served);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Interlocked.Increment(ref _refused);
        }
        finally
        {
            Interlocked.Decrement(ref _clients);
        }
    }

    /// <summary>The first line, when the blank line after the headers has come; null if that is too far away.</summary>
    /// <exception cref="IOException">The client has gone before.</exception>
    private static async Task<string?> ReadRequestLine(NetworkStream stream, CancellationToken stop)
    {
        byte[] buffer = new byte[LongestRequest];
        int length = 0;
        while (length < buffer.Length)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), stop).ConfigureAwait(false);
            if (read == 0) throw new IOException("the client has gone");
            length += read;
            ReadOnlySpan<byte> request = buffer.AsSpan(0, length);
            if (request.IndexOf("\r\n\r\n"u8) >= 0) return Encoding.ASCII.GetString(request[..request.IndexOf("\r\n"u8)]);
        }

        return null;
    }

    private byte[] Answer(string? line)
    {
        try
        {
            return AnswerTo(line);
        }
        catch (Exception e)
        {
            // Whoever watches must be told that the machine cannot tell how it is.
            return Response(500, "Internal Server Error", e.Message);
        }
    }

    private byte[] AnswerTo(string? line)
    {
        if (line is null) return Response(431, "Request Header Fields Too Large", $"a request may have {LongestRequest} bytes");
        string[] words = line.Split(' ');
        if (words is not [string method, string target, "HTTP/1.0" or "HTTP/1.1"]) return Response(400, "Bad Request", "expected GET PATH HTTP/1.1");
        if (method is not ("GET" or "HEAD")) return Response(405, "Method Not Allowed", "only GET and HEAD", "Allow: GET, HEAD\r\n");
        byte[] response = (target.Split('?')[0], _metrics) switch
        {
            ("/health/live", _) => Response(200, "OK", "live"),
            ("/health/ready", _) => Readiness(),
            ("/metrics", { } metrics) => Response(200, "OK", metrics(), type: "text/plain; version=0.0.4; charset=utf-8"),
            _ => Response(404, "Not Found", $"there are /health/live, /health/ready{(_metrics is null ? "" : ", /metrics")}"),
        };
        return method == "GET" ? response : response[..(response.AsSpan().IndexOf("\r\n\r\n"u8) + 4)];
    }

    private byte[] Readiness()
    {
        (bool ready, string reason) = _readiness();
        return ready ? Response(200, "OK", "ready") : Response(503, "Service Unavailable", "not ready: " + reason);
    }

    private static byte[] Response(int status, string phrase, string text, string header = "", string type = "text/plain; charset=utf-8")
    {
        byte[] body = Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\n");
        byte[] head = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} {phrase}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nCache-Control: no-store\r\n{header}Connection: close\r\n\r\n"));
        return [.. head, .. body];
    }
}
