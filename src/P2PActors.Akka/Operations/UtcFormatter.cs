using Serilog.Events;
using Serilog.Formatting;

namespace P2PActors.Akka.Operations;

/// <summary>Writes events with their time in UTC, so that the logs of machines anywhere can be laid side by side.</summary>
internal sealed class UtcFormatter(ITextFormatter inner) : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        LogEvent utc = logEvent.Timestamp.Offset == TimeSpan.Zero
            ? logEvent
            : new LogEvent(
                logEvent.Timestamp.ToUniversalTime(), logEvent.Level, logEvent.Exception, logEvent.MessageTemplate,
                logEvent.Properties.Select(p => new LogEventProperty(p.Key, p.Value)));
        inner.Format(utc, output);
    }
}
