using System.Reflection;
using System.Text.Json;
using Akka.Actor;
using Akka.Event;
using Akka.Serialization;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Hyperion;
using P2PActors.Akka.Cluster;
using P2PActors.Akka.Cluster.Exchange;
using P2PActors.Akka.Cluster.Runs;
using P2PActors.Akka.Tests.Stages;

namespace P2PActors.Akka.Tests;

/// <summary>What machines tell each other goes through the configured serializers, and nothing else does.</summary>
public sealed class MessagesBetweenMachines() : TestKit(MachineSystems.Setup(Ports.Free()), "p2p")
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    /// <summary>What a stranger would like to have made here.</summary>
    public sealed class Intruder
    {
        public string Text { get; set; } = "";
    }

    /// <summary>All messages of the cluster.</summary>
    public static TheoryData<string> Messages => [.. KnownClusterMessages.All.Where(t => typeof(IClusterMessage).IsAssignableFrom(t)).Select(t => t.FullName!)];

    /// <summary>Anything of a type: different numbers and texts in every place, and arrays of two.</summary>
    private static object Anything(Type type, ref int number)
    {
        number++;
        if (type == typeof(string)) return $"text {number} \u00fc\u2028";
        if (type == typeof(bool)) return number % 2 == 0;
        if (type == typeof(double)) return number + 1.0 / 3;
        if (type == typeof(ulong)) return ulong.MaxValue - (ulong)number;
        if (type.IsEnum) return Enum.GetValues(type).GetValue(number % Enum.GetValues(type).Length)!;
        if (type.IsPrimitive) return Convert.ChangeType(number, type, System.Globalization.CultureInfo.InvariantCulture);
        if (type.IsArray)
        {
            var array = Array.CreateInstance(type.GetElementType()!, 2);
            for (int i = 0; i < 2; i++) array.SetValue(Anything(type.GetElementType()!, ref number), i);
            return array;
        }

        ConstructorInfo constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        ParameterInfo[] parameters = constructor.GetParameters();
        object[] values = new object[parameters.Length];
        for (int i = 0; i < values.Length; i++) values[i] = Anything(parameters[i].ParameterType, ref number);
        return constructor.Invoke(values);
    }

    private static object Sample(string name)
    {
        int number = 0;
        return Anything(KnownClusterMessages.All.Single(t => t.FullName == name), ref number);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Every_message_comes_back_from_its_bytes_as_it_was(string name)
    {
        object message = Sample(name);
        var serializer = Assert.IsType<HyperionSerializer>(Sys.Serialization.FindSerializerFor(message));

        object back = serializer.FromBinary(serializer.ToBinary(message), null);

        Assert.Equal(message.GetType(), back.GetType());
        Assert.Equal(JsonSerializer.Serialize(message, message.GetType()), JsonSerializer.Serialize(back, back.GetType()));
    }

    [Theory]
    [InlineData(typeof(Intruder))]
    [InlineData(typeof(System.Diagnostics.ProcessStartInfo))]
    [InlineData(typeof(List<string>))]
    [InlineData(typeof(Exception))]
    public void Bytes_that_name_another_type_are_refused(Type type)
    {
        using var bytes = new MemoryStream();
        new global::Hyperion.Serializer(SerializerOptions.Default.WithPreserveObjectReferences(true)).Serialize(Activator.CreateInstance(type)!, bytes);
        global::Akka.Serialization.Serializer guarded = Sys.Serialization.FindSerializerForType(typeof(AskRuns));

        Exception e = Assert.ThrowsAny<Exception>(() => guarded.FromBinary(bytes.ToArray(), null));

        Assert.Contains(type.Name, e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_type_is_not_written_either() =>
        Assert.ThrowsAny<Exception>(() => Sys.Serialization.FindSerializerForType(typeof(AskRuns)).ToBinary(new Intruder()));

    [Fact]
    public void No_name_but_those_of_the_list_is_allowed()
    {
        var allowed = new AllowedTypes();

        Assert.All(KnownClusterMessages.All, t => Assert.True(allowed.IsAllowed(t.AssemblyQualifiedName!), t.FullName));
        foreach (string name in (string[])["", "System.String", "System.Object, System.Private.CoreLib", typeof(Intruder).AssemblyQualifiedName!, "P2PActors.Akka.Cluster.Runs.Begin", "P2PActors.Akka.Cluster.Runs.Begin, Elsewhere"])
            Assert.False(allowed.IsAllowed(name), name);
    }

    /// <summary>A machine elsewhere that sends whatever it likes.</summary>
    private ActorSystem Stranger(string more = "") => ActorSystem.Create("p2p", MachineSystems.Config(Ports.Free(), more));

    private ActorSelection Here(ActorSystem from, IActorRef target)
    {
        Address address = ((ExtendedActorSystem)Sys).Provider.DefaultAddress;
        return from.ActorSelection(target.Path.ToStringWithAddress(address));
    }

    [Fact]
    public async Task A_stranger_s_type_is_refused_and_logged_and_the_next_message_passes()
    {
        // Without the setup of a machine, Hyperion writes anything that is bound to it.
        ActorSystem stranger = Stranger($$"""akka.actor.serialization-bindings { "{{typeof(Intruder).AssemblyQualifiedName!.Split(',')[0]}}, P2PActors.Akka.Tests" = hyperion } """);
        TestProbe logged = CreateTestProbe();
        Sys.EventStream.Subscribe(logged, typeof(LogEvent));
        ActorSelection here = Here(stranger, TestActor);
        here.Tell(new AskRun(1));
        ExpectMsg(new AskRun(1), Soon);

        here.Tell(new Intruder { Text = "in" });
        here.Tell(new AskRun(2));

        ExpectMsg(new AskRun(2), Soon);
        logged.FishForMessage<LogEvent>(e => e.LogLevel() >= LogLevel.WarningLevel && $"{e.Message} {e.Cause}".Contains(nameof(Intruder), StringComparison.Ordinal), Soon);
        await stranger.Terminate();
    }

    [Fact]
    public async Task What_is_larger_than_a_frame_is_refused_and_logged_and_the_next_message_passes()
    {
        ActorSystem other = ActorSystem.Create("p2p", MachineSystems.Setup(Ports.Free()));
        TestProbe logged = CreateTestProbe();
        other.EventStream.Subscribe(logged, typeof(Error));
        ActorSelection here = Here(other, TestActor);
        here.Tell(new AskRun(1));
        ExpectMsg(new AskRun(1), Soon);

        // A frame has 2 MiB.
        here.Tell(new BatchPart(1, 1, 1, 0, 1, new byte[3 << 20]));
        here.Tell(new BatchPart(1, 2, 1, 0, 1, new byte[AkkaLink.PartSize]));

        var part = ExpectMsg<BatchPart>(Soon);
        Assert.Equal((2L, AkkaLink.PartSize), (part.Step, part.Bytes.Length));
        logged.FishForMessage<Error>(e => $"{e.Message} {e.Cause}".Contains("oversized", StringComparison.OrdinalIgnoreCase), Soon);
        await other.Terminate();
    }

    [Fact]
    public void Batches_have_a_serializer_of_their_own()
    {
        Assert.IsType<BatchSerializer>(Sys.Serialization.FindSerializerForType(typeof(BatchPart)));
        Assert.IsType<BatchSerializer>(Sys.Serialization.FindSerializerForType(typeof(SendAgain)));
        Assert.True(Sys.Settings.Config.GetByteSize("akka.remote.dot-netty.tcp.maximum-frame-size") > 2 * AkkaLink.PartSize);
    }
}
