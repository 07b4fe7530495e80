using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace P2PActors.Akka.Operations;

/// <summary>
/// Sends the measurements of a machine, and those of .NET's runtime, to a collector of OpenTelemetry (OTLP), if the
/// environment says where: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, and all else that OpenTelemetry's specification of environment
/// variables has, such as <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, <c>OTEL_METRIC_EXPORT_INTERVAL</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c>.
/// </summary>
public static class MetricsExport
{
    /// <summary>The variable that says where the collector is.</summary>
    public const string Variable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Begins to send, if that is wanted.</summary>
    /// <returns>What ends it and sends the rest; null if it is not wanted.</returns>
    public static IDisposable? StartIfWanted() =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable))
            ? null
            : Sdk.CreateMeterProviderBuilder().AddMeter(MachineMeters.Name, PrometheusText.RuntimeMeter).AddOtlpExporter().Build();
}
