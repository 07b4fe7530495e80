using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.Skype;

/// <summary>
/// What a client finds out about its NAT: the tests of RFC 3489 section 10.1, each sent twice. Test I asks where the client seems
/// to be; test II wants the answer from another address; then test I goes to another server, and test III wants the answer
/// from another port. A server that answers nothing may be gone: then the other one is asked before UDP is given up.
/// </summary>
internal sealed class NatTest(SkypeClient client, TimeSpan wait, SkypeMetrics metrics, PeerId[] servers, List<PeerId> contacted)
{
    private const byte TestI = 1, TestII = 2, OtherTestI = 3, TestIII = 4;
    private static readonly object Timer = new();

    /// <summary>Whom to ask, first one first; a copy, for the list came in a message.</summary>
    private readonly PeerId[] _servers = [.. servers];
    private PeerEndpoint? _seen;
    private PeerEndpoint? _seenElsewhere;
    private bool _fromOtherAddress;
    private bool _fromOtherPort;
    private int _step;
    private bool _hasChangedServer;

    /// <summary>Begins with tests I and II.</summary>
    public void Begin()
    {
        Note(_servers[0]);
        Send();
    }

    /// <summary>An answer has come in.</summary>
    public void OnResponse(BindingResponse response)
    {
        switch (response.Test)
        {
            case TestI:
                _seen ??= response.Mapped;
                break;
            case TestII:
                _fromOtherAddress = true;
                break;
            case OtherTestI:
                _seenElsewhere ??= response.Mapped;
                break;
            case TestIII:
                _fromOtherPort = true;
                break;
        }

        bool isFirstOver = _step < 2 && _seen is not null && _fromOtherAddress;
        bool isSecondOver = _step >= 2 && _seenElsewhere is not null && (_fromOtherPort || _seenElsewhere != _seen);
        if (isFirstOver || isSecondOver) Decide();
    }

    /// <summary>Half of the wait is over: once more, or on.</summary>
    public void OnTime()
    {
        _step++;
        if (_step == 2 && _seen is null && !_hasChangedServer)
        {
            (_servers[0], _servers[1]) = (_servers[1], _servers[0]);
            (_step, _hasChangedServer) = (0, true);
            Note(_servers[0]);
        }

        if (_step == 2 && (_seen is null || _seen == client.OwnEndpoint || _fromOtherAddress) || _step == 4) Decide();
        else Send();
    }

    private void Send()
    {
        client.Meters.Add(metrics.NatTests, 2);
        PeerId[] known = [.. contacted];
        if (_step < 2)
        {
            if (_seen is null) client.Send(_servers[0], new BindingRequest(TestI, StunChange.None, []));
            client.Send(_servers[0], new BindingRequest(TestII, StunChange.Address, known));
        }
        else
        {
            Note(_servers[1]);
            if (_seenElsewhere is null) client.Send(_servers[1], new BindingRequest(OtherTestI, StunChange.None, []));
            client.Send(_servers[0], new BindingRequest(TestIII, StunChange.Port, []));
        }

        client.Alarms.StartSingleTimer(Timer, TimeForNatTest.Instance, wait / 2);
    }

    private void Decide()
    {
        client.Alarms.Cancel(Timer);
        client.NatKnown(Found());
    }

    private ClientNat Found()
    {
        if (_seen is not { } seen) return ClientNat.NoUdp;
        if (seen == client.OwnEndpoint) return _fromOtherAddress ? ClientNat.Open : ClientNat.Firewall;
        if (_fromOtherAddress) return ClientNat.FullCone;
        if (_seenElsewhere is { } elsewhere && elsewhere != seen) return ClientNat.Symmetric;
        return _fromOtherPort ? ClientNat.Restricted : ClientNat.PortRestricted;
    }

    private void Note(PeerId server)
    {
        if (!contacted.Contains(server)) contacted.Add(server);
    }

    internal sealed record TimeForNatTest : Message
    {
        public static TimeForNatTest Instance { get; } = new();

        public override int WireSize => 0;
    }
}
