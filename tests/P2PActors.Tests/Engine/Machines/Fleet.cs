using P2PActors.Engine.Machines;

namespace P2PActors.Tests.Engine.Machines;

/// <summary>Machines of a test, each a thread of this process.</summary>
internal static class Fleet
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>What each machine came to; the first failure ends them all.</summary>
    public static T[] Run<T>(int machines, Func<MachineLink, T> part, Func<MachineLink, MachineLink>? through = null)
    {
        (T? Result, Exception? Failure)[] ends = Ends(machines, part, through);
        Exception[] failures = [.. ends.Select(e => e.Failure).OfType<Exception>()];
        return failures.Length == 0 ? [.. ends.Select(e => e.Result!)] : throw new AggregateException(failures);
    }

    /// <summary>How each machine ended. One that never ends fails the test.</summary>
    public static (T? Result, Exception? Failure)[] Ends<T>(int machines, Func<MachineLink, T> part, Func<MachineLink, MachineLink>? through = null)
    {
        var all = new ThreadMachines(machines);
        var ends = new (T? Result, Exception? Failure)[machines];
        Thread[] threads = [.. Enumerable.Range(0, machines).Select(m => new Thread(() =>
        {
            try
            {
                ends[m].Result = part(through is null ? all.Links[m] : through(all.Links[m]));
            }
            catch (Exception e)
            {
                ends[m].Failure = e;
                all.Break();
            }
        }) { IsBackground = true })];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) Assert.True(thread.Join(Patience), "a machine hangs");
        all.Dispose();
        return ends;
    }
}

/// <summary>A link on which what arrives is changed on its way.</summary>
internal sealed class Damaged(MachineLink inner, Func<long, int, byte[], byte[]> change) : MachineLink
{
    private long _step;

    public override int Machines => inner.Machines;

    public override int Machine => inner.Machine;

    public override IReadOnlyList<int> Place(int cohorts, int peersEach) => inner.Place(cohorts, peersEach);

    public override void Exchange(ReadOnlySpan<ReadOnlyMemory<byte>> to, Span<ReadOnlyMemory<byte>> from)
    {
        inner.Exchange(to, from);
        _step++;
        for (int m = 0; m < Machines; m++)
        {
            if (m != Machine) from[m] = change(_step, m, from[m].ToArray());
        }
    }
}

/// <summary>A link to machines that are nothing but the bytes they send.</summary>
internal sealed class Spoken(int machines, Func<long, int, byte[]> says) : MachineLink
{
    private long _step;

    public override int Machines => machines;

    public override int Machine => 0;

    public override IReadOnlyList<int> Place(int cohorts, int peersEach) => Even(cohorts, Machines);

    public override void Exchange(ReadOnlySpan<ReadOnlyMemory<byte>> to, Span<ReadOnlyMemory<byte>> from)
    {
        _step++;
        for (int m = 1; m < Machines; m++) from[m] = says(_step, m);
    }
}
