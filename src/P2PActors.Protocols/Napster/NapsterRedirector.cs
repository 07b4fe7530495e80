using P2PActors.Actors;
using P2PActors.Inspection;
using P2PActors.Network;

namespace P2PActors.Protocols.Napster;

/// <summary>
/// The redirector (metaserver, port 8875): whoever connects gets one line with a server's address, and the connection is
/// closed. One after the other it is blind to the servers' load and death (metaserver.c).
/// </summary>
internal sealed class NapsterRedirector(NapsterRun run) : PeerActor
{
    public const int ServerPort = 8888;
    private readonly int[] _users = new int[run.Settings.Servers];
    private readonly TimeSpan[] _reported = new TimeSpan[run.Settings.Servers];
    private int _next;

    protected override void OnConnected(Connection connection)
    {
        int server = run.Settings.Redirector == RedirectorPolicy.LeastLoaded ? LeastLoaded() : _next++ % _users.Length;
        connection.Send(new RedirectorAnswer(NapsterAddress.Dotted(run.ServerAt(server)), ServerPort));
        connection.Close();
    }

    protected override void OnReceive(Message message)
    {
        // Reports of the servers; how the official farm told its redirector is not known.
        if (message is not Stats stats || Sender.Value < run.ServerAt(0).Value || Sender.Value >= run.Redirector.Value) return;
        int server = Sender.Value - run.ServerAt(0).Value;
        _users[server] = stats.Users;
        _reported[server] = Now;
    }

    protected override void Describe(StateText text)
    {
        text.Say(run.Settings.Redirector == RedirectorPolicy.LeastLoaded ? "sends callers to the server with the fewest users" : $"sends callers to one server after the other; next is server {_next % _users.Length + 1}");
        for (int i = 0; i < _users.Length; i++)
            text.Say($"server {i + 1} (peer {run.ServerAt(i)}) has reported {StateText.Count(_users[i], "user")} at {StateText.Time(_reported[i])}");
    }

    private int LeastLoaded()
    {
        int best = -1;
        for (int i = 0; i < _users.Length; i++)
        {
            // Silence for three reports: dead. At the beginning nobody has reported yet.
            bool alive = Now - _reported[i] <= 3 * run.Settings.StatClick;
            if (alive && (best < 0 || _users[i] < _users[best])) best = i;
        }

        if (best < 0) best = _next++ % _users.Length;
        _users[best]++;
        return best;
    }
}
