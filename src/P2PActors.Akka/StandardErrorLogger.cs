using System.Globalization;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace P2PActors.Akka;

/// <summary>Writes what Akka has to say to standard error: standard output belongs to the results of a run.</summary>
internal sealed class StandardErrorLogger : UntypedActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    protected override void OnReceive(object message)
    {
        if (message is LogEvent e)
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"akka {e.LogLevel()}: {e.LogSource}: {e.Message}{(e.Cause is null ? "" : " " + e.Cause)}"));
        else if (message is InitializeLogger)
            Sender.Tell(new LoggerInitialized());
        else
            Unhandled(message);
    }
}
