namespace P2PActors.Actors;

/// <summary>
/// Equal packets sent at even distances, such as a second of speech, handled as one event: each packet has its own chance to
/// be lost and its own delay, and the receiver is told what became of them. <see cref="Message.WireSize"/> is that of all together.
/// </summary>
public abstract record PacketTrain : Message
{
    /// <summary>Packets that are sent, 1 to 1,000.</summary>
    public abstract int Packets { get; }

    /// <summary>Time between two packets.</summary>
    public abstract TimeSpan Spacing { get; }

    /// <summary>A packet that takes so much longer than the fastest of its train comes too late to be of use.</summary>
    public virtual TimeSpan Tolerance => TimeSpan.MaxValue;

    /// <summary>What became of the packets; known to the receiver only.</summary>
    public TrainReception Reception { get; init; }
}

/// <summary>What became of the packets of a train.</summary>
/// <param name="Received">Packets that arrived.</param>
/// <param name="Late">Of these, packets that came later than the train's tolerance.</param>
/// <param name="Delay">Mean one-way delay of those that arrived.</param>
/// <param name="Jitter">Mean difference of the delays of two that followed each other (RFC 3550 section 6.4.1, unsmoothed).</param>
public readonly record struct TrainReception(int Received, int Late, TimeSpan Delay, TimeSpan Jitter);
