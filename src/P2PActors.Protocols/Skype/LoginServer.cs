using P2PActors.Actors;
using P2PActors.Inspection;
using P2PActors.Network;

namespace P2PActors.Protocols.Skype;

/// <summary>The company's server: it keeps names unique, checks who somebody is and signs it. It handles so many log-ins a second, and lets so many wait.</summary>
internal sealed class LoginServer(SkypeRun run) : PeerActor
{
    private static readonly object ServeTimer = new();
    private readonly SkypeLoginSettings _settings = run.Settings.Login;
    private readonly Queue<(Connection Caller, LoginRequest Request, TimeSpan Came)> _waiting = new();
    private long _handled;
    private long _refused;
    private long _denied;

    protected override void OnReceive(Message message)
    {
        switch (message)
        {
            case LoginGreeting:
                Channel!.Send(LoginGreetingAnswer.Instance);
                break;
            case LoginRequest request:
                OnLogin(Channel!, request);
                break;
            case TimeToServe:
                Serve();
                break;
        }
    }

    protected override void Describe(StateText text)
    {
        text.Say($"has handled {StateText.Count(_handled, "log-in")}; {StateText.Number(_waiting.Count)} are waiting, of at most {StateText.Number(_settings.Queue)}");
        text.Say($"has refused {StateText.Count(_refused, "log-in")} for want of room to wait, and {StateText.Count(_denied, "log-in")} under a name of somebody else");
        text.Say($"handles {_settings.Rate.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture)} a second");
    }

    private void OnLogin(Connection caller, LoginRequest request)
    {
        if (_waiting.Count >= _settings.Queue)
        {
            _refused++;
            Metrics.Add(run.Metrics.LoginsBusy);
            caller.Send(new LoginAnswer(LoginResult.Busy, 0));
            return;
        }

        _waiting.Enqueue((caller, request, Now));
        if (_waiting.Count > 1) return;
        Timers.StartSingleTimer(ServeTimer, TimeToServe.Instance, TimeSpan.FromSeconds(1 / _settings.Rate));
    }

    private void Serve()
    {
        (Connection caller, LoginRequest request, TimeSpan came) = _waiting.Dequeue();
        _handled++;
        Metrics.Record(run.Metrics.ServerWait, Now - came);
        if (caller.State == ConnectionState.Open) caller.Send(Answer(request, caller.Remote));
        if (_waiting.Count > 0) Timers.StartSingleTimer(ServeTimer, TimeToServe.Instance, TimeSpan.FromSeconds(1 / _settings.Rate));
    }

    private LoginAnswer Answer(LoginRequest request, PeerId caller)
    {
        if (request.Secret != run.SecretOf(request.User))
        {
            _denied++;
            Metrics.Add(run.Metrics.LoginsDenied);
            return new LoginAnswer(LoginResult.Denied, 0);
        }

        return new LoginAnswer(LoginResult.Accepted, run.Sign(request.User, caller));
    }

    internal sealed record TimeToServe : Message
    {
        public static TimeToServe Instance { get; } = new();

        public override int WireSize => 0;
    }
}
