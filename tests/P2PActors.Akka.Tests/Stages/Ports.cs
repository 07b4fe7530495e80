using System.Net;
using System.Net.Sockets;

namespace P2PActors.Akka.Tests.Stages;

/// <summary>Ports of this computer for clusters of tests: 6700 to 6999, far from those of a cluster that may be at work here.</summary>
internal static class Ports
{
    private const int First = 6700, Last = 6999;
    private static int _next = First + Environment.ProcessId * 7 % (Last - First);

    /// <summary>One that is free.</summary>
    public static int Free()
    {
        for (int i = First; i <= Last; i++)
        {
            int port = First + (Interlocked.Increment(ref _next) - First) % (Last - First + 1);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }

        throw new InvalidOperationException($"No port from {First} to {Last} is free.");
    }
}
