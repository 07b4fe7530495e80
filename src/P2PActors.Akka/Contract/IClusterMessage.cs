namespace P2PActors.Akka.Cluster;

/// <summary>
/// Marks what machines of a cluster tell each other about runs. These messages, and nothing else, are written by Hyperion,
/// with a list of known types; what peers tell each other goes in batches of its own.
/// </summary>
public interface IClusterMessage;
