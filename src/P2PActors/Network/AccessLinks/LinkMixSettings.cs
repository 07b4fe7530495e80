using P2PActors.Scenarios.Binding;

namespace P2PActors.Network.AccessLinks;

/// <summary>Which share of the peers has which access link.</summary>
[Presets(typeof(LinkMixPresets))]
public sealed record LinkMixSettings
{
    /// <summary>Share of the peers by class; the shares sum to 1.</summary>
    [Setting("Share of the peers by class of link; the shares sum to 1.", Min = "0", Max = "1", Unit = "share")]
    public IReadOnlyDictionary<string, double> Shares { get; init; } = LinkMixPresets.Mix2001;

    /// <summary>Classes of this scenario, in addition to the standard ones or in place of those with the same name.</summary>
    [Setting("Classes of links of this scenario by name, added to the standard ones or in place of them.")]
    public IReadOnlyDictionary<string, AccessLinkClass> Classes { get; init; } = new SortedDictionary<string, AccessLinkClass>(StringComparer.Ordinal);
}
