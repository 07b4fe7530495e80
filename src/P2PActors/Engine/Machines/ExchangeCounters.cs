namespace P2PActors.Engine.Machines;

/// <summary>What keeping in step with other machines took, at one machine.</summary>
/// <param name="Machines">How many machines ran the world.</param>
/// <param name="Steps">Steps taken: one for each window, and some for interventions and measurements.</param>
/// <param name="BytesSent">Bytes sent to all other machines.</param>
/// <param name="EventsSent">Events sent to all other machines.</param>
/// <param name="Encoding">Real time spent writing and reading batches.</param>
/// <param name="Waiting">Real time spent sending and waiting for the others: they may have had more to do.</param>
public sealed record ExchangeCounters(int Machines, long Steps, long BytesSent, long EventsSent, TimeSpan Encoding, TimeSpan Waiting);
