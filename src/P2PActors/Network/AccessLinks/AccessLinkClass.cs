using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Network.AccessLinks;

/// <summary>How a peer is connected to the network.</summary>
public sealed record AccessLinkClass
{
    /// <summary>A class with its defaults, to be filled from a scenario.</summary>
    public AccessLinkClass() { }

    /// <summary>A class.</summary>
    /// <param name="name">Its name in scenarios, kebab-case.</param>
    /// <param name="down">Rate toward the peer.</param>
    /// <param name="up">Rate from the peer.</param>
    /// <param name="delay">What the link adds to the one-way latency.</param>
    public AccessLinkClass(string name, BitRate down, BitRate up, TimeSpan delay) => (Name, Down, Up, Delay) = (name, down, up, delay);

    /// <summary>Its name in scenarios, kebab-case: the key under which it stands.</summary>
    public string Name { get; init; } = "";

    /// <summary>Rate toward the peer.</summary>
    [Setting("Rate toward the peer.", Min = "1bps")]
    public BitRate Down { get; init; } = BitRate.FromKbps(1500);

    /// <summary>Rate from the peer.</summary>
    [Setting("Rate from the peer.", Min = "1bps")]
    public BitRate Up { get; init; } = BitRate.FromKbps(256);

    /// <summary>What the link adds to the one-way latency.</summary>
    [Setting("What the link adds to the one-way latency.", Min = "0ms")]
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(10);
}
