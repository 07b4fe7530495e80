using System.Net;
using System.Net.Sockets;
using System.Text;
using P2PActors.Akka.Operations;
using P2PActors.Engine;

namespace P2PActors.Akka.Tests;

/// <summary>Measurements that are sent to a collector of OpenTelemetry.</summary>
public sealed class MetricsForACollector
{
    [Fact]
    public void Nothing_is_sent_unless_the_environment_says_where_to()
    {
        string? before = Environment.GetEnvironmentVariable(MetricsExport.Variable);
        try
        {
            Environment.SetEnvironmentVariable(MetricsExport.Variable, null);
            Assert.Null(MetricsExport.StartIfWanted());
        }
        finally
        {
            Environment.SetEnvironmentVariable(MetricsExport.Variable, before);
        }
    }

    [Fact]
    public async Task What_was_measured_arrives_at_the_collector_at_the_latest_when_the_machine_ends()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task<string> request = ReceiveOne(listener);
        Environment.SetEnvironmentVariable(MetricsExport.Variable, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        try
        {
            using IDisposable? export = MetricsExport.StartIfWanted();
            using var meters = new MachineMeters();
            meters.Observe(new RunProgress(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1), 4711, 12));
            export!.Dispose();
        }
        finally
        {
            Environment.SetEnvironmentVariable(MetricsExport.Variable, null);
            Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL", null);
        }

        string got = await request.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.StartsWith("POST /v1/metrics ", got, StringComparison.Ordinal);
        Assert.Contains("P2PActors", got, StringComparison.Ordinal);
        Assert.Contains("p2p.peers.online", got, StringComparison.Ordinal);
    }

    private static async Task<string> ReceiveOne(TcpListener listener)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync();
        NetworkStream stream = client.GetStream();
        var all = new MemoryStream();
        byte[] buffer = new byte[65536];
        while (true)
        {
            int read = await stream.ReadAsync(buffer);
            all.Write(buffer, 0, read);
            string text = Encoding.Latin1.GetString(all.ToArray());
            int head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            string? length = text.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
            if (read > 0 && (head < 0 || length is null || text.Length < head + 4 + int.Parse(length[16..], System.Globalization.CultureInfo.InvariantCulture))) continue;
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            return text;
        }
    }
}
