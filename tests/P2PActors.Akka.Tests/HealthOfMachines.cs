using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using P2PActors.Akka.Operations;

namespace P2PActors.Akka.Tests;

/// <summary>What a machine answers to those who watch it.</summary>
public sealed class HealthOfMachines : IDisposable
{
    private static readonly HealthSettings Loopback = new() { Patience = TimeSpan.FromSeconds(5) };
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    public void Dispose() => _http.Dispose();

    private async Task<(HttpStatusCode Status, string Text)> Get(HealthEndpoint endpoint, string path)
    {
        using HttpResponseMessage response = await _http.GetAsync(new Uri($"http://127.0.0.1:{endpoint.Port}{path}"));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<string> Say(HealthEndpoint endpoint, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, endpoint.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync();
    }

    [Fact]
    public async Task A_machine_is_live_while_it_works_ready_or_not()
    {
        using var endpoint = new HealthEndpoint(Loopback, () => (false, "joining"));

        Assert.Equal((HttpStatusCode.OK, "live\n"), await Get(endpoint, "/health/live"));
    }

    [Fact]
    public async Task A_machine_is_ready_when_it_says_so_and_otherwise_says_why_not()
    {
        bool isUp = false;
        using var endpoint = new HealthEndpoint(Loopback, () => (isUp, "the member is joining"));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not ready: the member is joining\n"), await Get(endpoint, "/health/ready"));
        isUp = true;
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await Get(endpoint, "/health/ready?verbose"));
        Assert.Equal(2, endpoint.Served);
    }

    [Fact]
    public async Task A_check_that_fails_is_an_answer_and_not_silence()
    {
        using var endpoint = new HealthEndpoint(Loopback, () => throw new InvalidOperationException("no cluster"));

        Assert.Equal((HttpStatusCode.InternalServerError, "no cluster\n"), await Get(endpoint, "/health/ready"));
    }

    [Fact]
    public async Task Measurements_are_there_if_they_were_given()
    {
        using var with = new HealthEndpoint(Loopback, () => (true, ""), () => "p2p_events_total 7\n");
        using var without = new HealthEndpoint(Loopback, () => (true, ""));

        Assert.Equal((HttpStatusCode.OK, "p2p_events_total 7\n"), await Get(with, "/metrics"));
        Assert.Equal(HttpStatusCode.NotFound, (await Get(without, "/metrics")).Status);
    }

    [Theory]
    [InlineData("GET /elsewhere HTTP/1.1\r\n\r\n", "HTTP/1.1 404 ")]
    [InlineData("POST /health/live HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 405 ")]
    [InlineData("nonsense\r\n\r\n", "HTTP/1.1 400 ")]
    [InlineData("GET /health/live HTTP/1.0\r\n\r\n", "HTTP/1.1 200 ")]
    public async Task Other_requests_get_the_status_of_HTTP_for_them(string request, string status)
    {
        using var endpoint = new HealthEndpoint(Loopback, () => (true, ""));

        Assert.StartsWith(status, await Say(endpoint, request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_head_alone_is_given_to_who_asks_for_the_head()
    {
        using var endpoint = new HealthEndpoint(Loopback, () => (true, ""));

        string answer = await Say(endpoint, "HEAD /health/ready HTTP/1.1\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_without_end_is_cut_off()
    {
        using var endpoint = new HealthEndpoint(Loopback, () => (true, ""));

        Assert.StartsWith("HTTP/1.1 431 ", await Say(endpoint, "GET /health/live HTTP/1.1\r\n" + new string('x', 8192 - 27)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_says_nothing_loses_the_connection_and_is_counted()
    {
        using var endpoint = new HealthEndpoint(Loopback with { Patience = TimeSpan.FromMilliseconds(50) }, () => (true, ""));

        Assert.Equal("", await Say(endpoint, "GET /health"));
        Assert.True(SpinWait.SpinUntil(() => endpoint.Refused == 1, TimeSpan.FromSeconds(10)));
        Assert.Equal(0, endpoint.Served);
    }

    [Fact]
    public async Task Too_many_at_once_are_turned_away_and_the_place_is_free_again_afterwards()
    {
        using var endpoint = new HealthEndpoint(Loopback with { Clients = 1 }, () => (true, ""));
        using (var first = new TcpClient())
        {
            await first.ConnectAsync(IPAddress.Loopback, endpoint.Port);
            using var second = new TcpClient();
            await second.ConnectAsync(IPAddress.Loopback, endpoint.Port);
            Assert.True(SpinWait.SpinUntil(() => endpoint.Refused == 1, TimeSpan.FromSeconds(10)));
        }

        Assert.True(SpinWait.SpinUntil(() => endpoint.Refused == 2, TimeSpan.FromSeconds(10)), "the first has gone without asking");
        Assert.Equal(HttpStatusCode.OK, (await Get(endpoint, "/health/live")).Status);
    }

    [Fact]
    public void It_listens_where_only_this_computer_reaches_it_unless_told_otherwise() => Assert.Equal(IPAddress.Loopback, new HealthSettings().Address);

    [Fact]
    public void A_port_that_is_taken_is_named_with_what_to_do()
    {
        using var first = new HealthEndpoint(Loopback, () => (true, ""));
        var e = Assert.Throws<IOException>(() => new HealthEndpoint(Loopback with { Port = first.Port }, () => (true, "")));
        Assert.Contains($"health port {first.Port}: it is taken", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closed_it_takes_nobody_any_more()
    {
        var endpoint = new HealthEndpoint(Loopback, () => (true, ""));
        endpoint.Dispose();
        endpoint.Dispose();

        await Assert.ThrowsAsync<HttpRequestException>(() => Get(endpoint, "/health/live"));
    }
}
