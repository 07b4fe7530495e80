using P2PActors.Actors;
using P2PActors.Inspection;

namespace P2PActors.Protocols.Skype;

/// <summary>One of the supernodes that are built into every client: it names others, tests NATs, and has no clients of its own.</summary>
internal sealed class BootstrapSupernode(SkypeRun run) : SkypeNode(run)
{
    private readonly SlotMap _map = new(run.Slots, 2 * run.Settings.Supernodes.SlotSize + 2);
    private readonly SkypeRun _run = run;

    public override string Status => BuiltIn;

    protected override void OnReceive(Message message)
    {
        switch (message)
        {
            case NodeProbe:
                Tell(Sender, new NodeProbeAnswer(false, Some()));
                break;
            case ClientHello:
                Channel!.Send(new ClientRefusal(Some()));
                Channel.Close();
                break;
            case SupernodeNotice notice:
                _map.Add(new KnownSupernode(Sender, notice.Slot, Now));
                break;
            case SupernodeLeaves:
                _map.Remove(Sender);
                break;
            case SlotMapRequest:
                Tell(Sender, new SlotMapList(_map.ToArray(), true));
                break;
            case BindingRequest request:
                OnBindingRequest(request);
                break;
            case BindingHandOver order:
                Tell(order.Client, new BindingResponse(order.Test, order.Mapped));
                break;
        }
    }

    protected override void Describe(StateText text) => text.Say($"knows {StateText.Count(_map.Count, "supernode")} and names eight of them to whoever asks");

    private PeerId[] Some()
    {
        // Every supernode says every exchange at one of the bootstrap supernodes that it is there; others name the dead for a while.
        _map.RemoveBefore(Now - _run.Settings.Login.Bootstrap * 3 * _run.Settings.Directory.Exchange);
        return _map.Sample(8, ref Random, Sender);
    }

    private void OnBindingRequest(BindingRequest request)
    {
        var response = new BindingResponse(request.Test, SenderEndpoint);
        if (request.Change == StunChange.Port) TellFromOtherPort(Sender, response);
        else if (request.Change == StunChange.None) Tell(Sender, response);
        else if (Partner(request.Contacted) is { IsPeer: true } partner) Tell(partner, new BindingHandOver(request.Test, Sender, response.Mapped));
    }

    private PeerId Partner(PeerId[] contacted)
    {
        for (int i = 0; i < _run.Settings.Login.Bootstrap; i++)
        {
            PeerId other = _run.BootstrapSupernode(i);
            if (other != Self && Array.IndexOf(contacted, other) < 0) return other;
        }

        return PeerId.None;
    }
}

/// <summary>A supernode that the company runs: the mega-supernodes of December 2010, and all supernodes from 2012 on.</summary>
internal sealed class HostedSupernode(SkypeRun run, HostedSettings settings, int number) : SkypeNode(run)
{
    private static readonly object BeginTimer = new();
    private readonly SkypeRun _run = run;

    protected override void PreStart()
    {
        if (Now >= settings.At) Begin();
        else Timers.StartSingleTimer(BeginTimer, TimeToBegin.Instance, settings.At - Now);
    }

    protected override void OnReceive(Message message)
    {
        if (message is TimeToBegin) Begin();
        else if (Service is not null) base.OnReceive(message);
        else if (message is ClientHello) Channel!.Close();
    }

    protected override void Describe(StateText text)
    {
        if (Service is { } service) service.Describe(text);
        else text.Say($"machine of the company, begins at {StateText.Time(settings.At)}");
    }

    private void Begin()
    {
        Service = new SupernodeService(this, _run, number % _run.Slots, settings.MaxClients);
        Service.Start([]);
    }

    internal sealed record TimeToBegin : Message
    {
        public static TimeToBegin Instance { get; } = new();

        public override int WireSize => 0;
    }
}
