namespace P2PActors.Wire;

/// <summary>Bytes that came from outside are not what they should be. The text says what was found and where.</summary>
public sealed class WireFormatException : Exception
{
    /// <summary>Says only that.</summary>
    public WireFormatException() : base("malformed bytes") { }

    /// <summary>Says what was found.</summary>
    public WireFormatException(string message) : base(message) { }

    /// <summary>Says what was found, and what that led to.</summary>
    public WireFormatException(string message, Exception inner) : base(message, inner) { }
}
