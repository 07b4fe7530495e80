using System.Globalization;
using P2PActors.Engine;
using P2PActors.Scenarios;

namespace P2PActors.Network.AccessLinks;

/// <summary>A checked mix of access links, ready to be drawn from; immutable.</summary>
public sealed class LinkMix
{
    private readonly AccessLinkClass[] _classes;
    private readonly double[] _cumulated;

    /// <summary>A mix from its settings.</summary>
    /// <param name="settings">Shares and classes.</param>
    /// <param name="place">The file and line they come from, for errors.</param>
    /// <param name="key">Their key in the scenario, for errors.</param>
    /// <exception cref="ScenarioException">A class is unknown or has no rate, a share is negative, or the shares do not sum to 1.</exception>
    public LinkMix(LinkMixSettings settings, string place = "scenario", string key = "network.links")
    {
        ArgumentNullException.ThrowIfNull(settings);
        var errors = new List<ScenarioError>();
        var classes = new List<AccessLinkClass>();
        var cumulated = new List<double>();
        double sum = 0;
        // By name: a dictionary's own order must have no effect on who gets which link.
        foreach ((string name, double share) in settings.Shares.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            string at = $"{key}.shares.{name}";
            AccessLinkClass? link = Find(settings, name);
            if (link is null) errors.Add(new ScenarioError(place, at, $"no such class of links; expected one of {Known(settings)}."));
            else if (!(link.Down.BitsPerSecond > 0 && link.Up.BitsPerSecond > 0) || link.Delay < TimeSpan.Zero)
                errors.Add(new ScenarioError(place, $"{key}.classes.{name}", "a link needs rates above 0 and a delay not below 0."));
            if (!(share >= 0)) errors.Add(new ScenarioError(place, at, $"found {Text(share)}, expected a share from 0 to 1."));
            if (link is null || !(share > 0)) continue;
            classes.Add(link);
            cumulated.Add(sum += share);
        }
        if (errors.Count == 0 && !(Math.Abs(sum - 1) <= 1e-6))
            errors.Add(new ScenarioError(place, $"{key}.shares", $"the shares sum to {Text(sum)}, expected 1."));
        if (errors.Count > 0) throw new ScenarioException(errors);
        (_classes, _cumulated) = ([.. classes], [.. cumulated]);
    }

    /// <summary>The classes that occur, by name.</summary>
    public IReadOnlyList<AccessLinkClass> Classes => _classes;

    /// <summary>The class of one peer.</summary>
    public AccessLinkClass Sample(ref RandomStream random)
    {
        double draw = random.NextDouble() * _cumulated[^1];
        int i = 0;
        while (i < _cumulated.Length - 1 && draw >= _cumulated[i]) i++;
        return _classes[i];
    }

    private static AccessLinkClass? Find(LinkMixSettings settings, string name) =>
        settings.Classes.TryGetValue(name, out AccessLinkClass? own)
            ? own with { Name = name }
            : StandardLinks.All.FirstOrDefault(link => link.Name == name);

    private static string Known(LinkMixSettings settings) =>
        string.Join(", ", StandardLinks.All.Select(link => link.Name).Concat(settings.Classes.Keys).Distinct().Order(StringComparer.Ordinal));

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
