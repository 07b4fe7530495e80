using System.Runtime.InteropServices;
using P2PActors.Actors;
using P2PActors.Protocols.BitTorrent.Pieces;

namespace P2PActors.Protocols.BitTorrent;

/// <content>Telling neighbours what has come, and losing interest in those who have nothing more.</content>
internal sealed partial class BitTorrentPeer
{
    /// <summary>Pieces that have come and of which neighbours have not been told.</summary>
    private readonly List<int> _gained = [];

    private void Gained(int piece)
    {
        _gained.Add(piece);
        if (_settings.Haves.Gather == TimeSpan.Zero || Have.IsComplete) TellGained();
        else if (_gained.Count == 1) Timers.StartSingleTimer(TellHaves.Key, TellHaves.Instance, _settings.Haves.Gather);
    }

    private void TellGained()
    {
        if (_gained.Count == 0) return;
        ReadOnlySpan<int> gained = CollectionsMarshal.AsSpan(_gained);
        long now = Now.Ticks;
        bool tells = _behaviour != Behaviour.LargeView;
        Message? all = null;
        for (int i = 0; i < _links.Count; i++)
        {
            PeerLink link = _links[i];
            int count = tells ? CountNewTo(link, gained) : 0;
            if (count == gained.Length) link.Send(all ??= HavesOf(gained), now);
            else if (count > 0) link.Send(HavesOf(Lacking(link.Has!, gained, count)), now);
            if (link.AmInterested && link.Has is { } has && HasAny(has, gained)) UpdateInterest(link);
        }

        _gained.Clear();
    }

    /// <summary>Of how many pieces a neighbour is told: of those it has already only if the settings say so.</summary>
    private int CountNewTo(PeerLink link, ReadOnlySpan<int> gained)
    {
        if (_settings.Haves.Redundant || link.Has is not { } has) return gained.Length;
        int count = 0;
        foreach (int piece in gained) count += has[piece] ? 0 : 1;
        Metrics.Add(Run.Metrics.HavesSpared, gained.Length - count);
        return count;
    }

    private static bool HasAny(PieceSet has, ReadOnlySpan<int> gained)
    {
        foreach (int piece in gained)
        {
            if (has[piece]) return true;
        }

        return false;
    }

    private static int[] Lacking(PieceSet has, ReadOnlySpan<int> gained, int count)
    {
        int[] lacking = new int[count];
        int at = 0;
        foreach (int piece in gained)
        {
            if (!has[piece]) lacking[at++] = piece;
        }

        return lacking;
    }

    private Message HavesOf(ReadOnlySpan<int> pieces) => pieces.Length == 1 ? Run.HaveOf(pieces[0]) : new Haves(pieces.ToArray());

    /// <summary>Whoever is not told of what it has itself cannot count up to the last piece of the others: it is told (BEP 21).</summary>
    private void TellUploadOnly()
    {
        if (_settings.Haves.Redundant) return;
        long now = Now.Ticks;
        foreach (PeerLink link in _links)
        {
            if ((link.Shared & Reserved.Extensions) != 0) link.Send(OwnExtensions(), now);
        }
    }

    private sealed record TellHaves : Message
    {
        public const string Key = "haves";
        public static readonly TellHaves Instance = new();
        public override int WireSize => 0;
    }
}
