using P2PActors.Content;

namespace P2PActors.Protocols.FastTrack;

/// <summary>
/// Which child shares which file: for each file the children that have it, newest first. A bit per file of the catalogue
/// answers the usual question, whether anybody has it, without a look-up; the copies of one file stand side by side, so that
/// finding all of them costs two or three misses of the cache and not one for each copy.
/// </summary>
internal sealed class ChildIndex(int catalogueSize)
{
    private readonly ulong[] _present = new ulong[(catalogueSize + 63) / 64];

    /// <summary>The files that somebody has: open addressing, at most half full.</summary>
    private FileEntry[] _entries = new FileEntry[32];
    private int _used;

    /// <summary>The copies of all files, in blocks of powers of two; the end is free.</summary>
    private Copy[] _copies = new Copy[64];
    private int _end;

    /// <summary>First free block of each size, -1 for none; a free block names the next one in its first copy.</summary>
    private readonly int[] _free = NoBlocks();

    /// <summary>Pairs of child and file.</summary>
    public int Files { get; private set; }

    public void Add(int child, int file, int hash)
    {
        if ((_used + 1) * 2 > _entries.Length) Grow();
        ref FileEntry entry = ref _entries[PlaceOf(_entries, file)];
        if (entry.Count == 0)
        {
            entry = new FileEntry { File = file, Block = TakeBlock(0) };
            _used++;
            _present[file >> 6] |= 1UL << (file & 63);
        }
        else if (entry.Count == 1 << entry.SizeBits)
        {
            int larger = TakeBlock(entry.SizeBits + 1);
            Array.Copy(_copies, entry.Block, _copies, larger, entry.Count);
            LeaveBlock(entry.Block, entry.SizeBits);
            (entry.Block, entry.SizeBits) = (larger, (byte)(entry.SizeBits + 1));
        }

        _copies[entry.Block + entry.Count++] = new Copy(child, hash);
        Files++;
    }

    /// <summary>Takes out one file of one child, the newest if it has several copies of it.</summary>
    /// <returns>False if it was not there.</returns>
    public bool Remove(int child, int file)
    {
        int place = PlaceOf(_entries, file);
        ref FileEntry entry = ref _entries[place];
        int at = entry.Count - 1;
        while (at >= 0 && _copies[entry.Block + at].Child != child) at--;
        if (at < 0) return false;
        entry.Count--;
        Array.Copy(_copies, entry.Block + at + 1, _copies, entry.Block + at, entry.Count - at);
        Files--;
        if (entry.Count > 0) return true;
        LeaveBlock(entry.Block, entry.SizeBits);
        _present[file >> 6] &= ~(1UL << (file & 63));
        _used--;
        CloseGap(place);
        return true;
    }

    /// <summary>Finds copies of the files that fit a search.</summary>
    /// <param name="text">The search.</param>
    /// <param name="from">Which of the fitting files comes first; a repeated search begins elsewhere.</param>
    /// <param name="except">A child that is not told of its own files; -1 for none.</param>
    /// <param name="most">How many copies at most.</param>
    /// <param name="found">Takes them.</param>
    public void Find(SearchText text, int from, int except, int most, List<(int Child, SharedCopy Copy)> found)
    {
        ReadOnlySpan<int> files = text.Files;
        if (files.Length == 0) return;
        from %= files.Length;
        ulong[] present = _present;
        for (int i = 0; i < files.Length; i++)
        {
            int file = files[i + from < files.Length ? i + from : i + from - files.Length];
            if ((present[file >> 6] & (1UL << (file & 63))) == 0) continue;
            ReadOnlySpan<Copy> copies = CopiesOf(file);
            for (int at = copies.Length - 1; at >= 0; at--)
            {
                if (copies[at].Child == except) continue;
                if (found.Count == most) return;
                found.Add((copies[at].Child, new SharedCopy(file, copies[at].Hash)));
            }
        }
    }

    /// <summary>How many of the given files the index has of a child.</summary>
    public int CountOf(int child, IReadOnlyList<SharedCopy> files)
    {
        int count = 0;
        foreach (SharedCopy shared in files)
        {
            foreach (Copy copy in CopiesOf(shared.File)) count += copy.Child == child ? 1 : 0;
        }

        return count;
    }

    /// <summary>Oldest first.</summary>
    private ReadOnlySpan<Copy> CopiesOf(int file)
    {
        ref readonly FileEntry entry = ref _entries[PlaceOf(_entries, file)];
        return _copies.AsSpan(entry.Block, entry.Count);
    }

    /// <summary>Where a file stands, or would stand: a place without copies is free.</summary>
    private static int PlaceOf(FileEntry[] entries, int file)
    {
        int mask = entries.Length - 1, at = Home(file, mask);
        while (entries[at].Count > 0 && entries[at].File != file) at = (at + 1) & mask;
        return at;
    }

    /// <summary>Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4): popular files have small numbers that follow each other.</summary>
    private static int Home(int file, int mask) => (int)(((uint)file * 0x9E3779B1u) >> 8) & mask;

    private void Grow()
    {
        var grown = new FileEntry[_entries.Length * 2];
        foreach (FileEntry entry in _entries)
        {
            if (entry.Count > 0) grown[PlaceOf(grown, entry.File)] = entry;
        }

        _entries = grown;
    }

    /// <summary>What stands behind a place that has become free because its own was taken moves up.</summary>
    private void CloseGap(int gap)
    {
        int mask = _entries.Length - 1;
        _entries[gap] = default;
        for (int at = (gap + 1) & mask; _entries[at].Count > 0; at = (at + 1) & mask)
        {
            FileEntry entry = _entries[at];
            _entries[at] = default;
            _entries[PlaceOf(_entries, entry.File)] = entry;
        }
    }

    private int TakeBlock(int sizeBits)
    {
        int block = _free[sizeBits];
        if (block >= 0)
        {
            _free[sizeBits] = _copies[block].Child;
            return block;
        }

        block = _end;
        _end += 1 << sizeBits;
        if (_end > _copies.Length) Array.Resize(ref _copies, Math.Max(_end, _copies.Length * 2));
        return block;
    }

    private void LeaveBlock(int block, int sizeBits)
    {
        _copies[block] = new Copy(_free[sizeBits], 0);
        _free[sizeBits] = block;
    }

    private static int[] NoBlocks()
    {
        int[] blocks = new int[31];
        Array.Fill(blocks, -1);
        return blocks;
    }

    /// <summary>A file that somebody has: where its copies are.</summary>
    private struct FileEntry
    {
        public int File;
        public int Block;
        public int Count;
        public byte SizeBits;
    }

    private readonly record struct Copy(int Child, int Hash);
}
