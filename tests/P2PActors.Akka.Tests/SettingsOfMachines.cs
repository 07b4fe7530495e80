using Akka.Configuration;
using P2PActors.Akka.Cluster;
using P2PActors.Akka.Operations;
using P2PActors.Protocols;
using P2PActors.Scenarios;

namespace P2PActors.Akka.Tests;

/// <summary>The files in hocon/cluster, and what becomes of a file that is wrong.</summary>
public sealed class SettingsOfMachines : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("p2p-machine-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Shipped(string name)
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "P2PActors.sln"))) at = at.Parent;
        return Path.Combine(at.FullName, "hocon", "cluster", name);
    }

    private string Write(string text)
    {
        string file = Path.Combine(_folder, "my.conf");
        File.WriteAllText(file, text);
        return file;
    }

    private static Config Whole(string? file) => ClusterMachine.ConfigOf(new MachineOptions
    {
        Loader = new ScenarioLoader(KnownProtocols.Registry),
        Version = "1",
        DataFolder = "unused",
        ConfigFile = file,
        Write = (_, _, _) => { },
    });

    public SettingsOfMachines()
    {
        Environment.SetEnvironmentVariable("P2P_HOST", "machine-7");
        Environment.SetEnvironmentVariable("P2P_SEED", "machine-1");
    }

    [Theory]
    [InlineData("container.conf")]
    [InlineData("seed.conf")]
    [InlineData("machine.conf")]
    [InlineData("tuning.conf")]
    public void Each_shipped_file_is_read_and_all_it_sets_of_Akka_are_settings_that_Akka_has(string name)
    {
        Config known = Whole(null);
        foreach ((string key, string _) in Leaves(MachineSettingsFile.Read(Shipped(name)).Root.GetObject(), "").Where(l => !l.Key.StartsWith("P2P_", StringComparison.Ordinal)))
        {
            // What Akka has as an empty list or text, its parser does not tell from what is not there.
            bool isEmptyThere = key is "akka.cluster.seed-nodes" or "akka.remote.dot-netty.tcp.public-hostname";
            if (!isEmptyThere && !key.StartsWith("petabridge.", StringComparison.Ordinal)) Assert.True(known.HasPath(key), $"{name} sets {key}, which nobody reads");
        }
    }

    [Fact]
    public void The_tuning_file_states_the_values_that_hold_without_it()
    {
        Config without = Whole(null), tuned = Whole(Shipped("tuning.conf"));

        var leaves = Leaves(MachineSettingsFile.Read(Shipped("tuning.conf")).Root.GetObject(), "").Where(l => !l.Key.StartsWith("P2P_", StringComparison.Ordinal)).ToList();
        Assert.True(leaves.Count > 15);
        Assert.All(leaves, leaf => Assert.Equal(without.GetString(leaf.Key), tuned.GetString(leaf.Key)));
    }

    [Fact]
    public void The_seed_joins_itself()
    {
        Config config = Whole(Shipped("seed.conf"));

        Assert.Equal("akka.tcp://p2p@machine-7:4700", Assert.Single(config.GetStringList("akka.cluster.seed-nodes")));
        Assert.Equal(9110, config.GetInt("petabridge.cmd.port"));
    }

    [Fact]
    public void A_container_is_called_what_the_environment_says_and_joins_whom_it_says()
    {
        Config config = Whole(Shipped("container.conf"));

        Assert.Equal(("0.0.0.0", "machine-7"), (config.GetString("akka.remote.dot-netty.tcp.hostname"), config.GetString("akka.remote.dot-netty.tcp.public-hostname")));
        Assert.Equal("akka.tcp://p2p@machine-1:4700", Assert.Single(config.GetStringList("akka.cluster.seed-nodes")));
    }

    [Fact]
    public void A_file_comes_before_the_defaults_and_may_include_another()
    {
        File.WriteAllText(Path.Combine(_folder, "base.conf"), "p2p.cluster { settling = 7s, min-machines = 2 }");
        Config config = Whole(Write("include \"base.conf\"\np2p.cluster.min-machines = 5"));

        Assert.Equal((5, TimeSpan.FromSeconds(7)), (config.GetInt("p2p.cluster.min-machines"), config.GetTimeSpan("p2p.cluster.settling")));
        Assert.Equal(TimeSpan.FromSeconds(60), config.GetTimeSpan("p2p.cluster.prepare-patience"));
    }

    [Fact]
    public void A_setting_of_ours_that_does_not_exist_is_an_error_with_place_and_remedy()
    {
        var e = Assert.Throws<ScenarioException>(() => MachineSettingsFile.Read(Write("akka.loglevel = DEBUG\np2p.cluster {\n  min-machine = 3\n}")));

        Assert.Contains("my.conf:3: p2p.cluster.min-machine: unknown setting; did you mean 'min-machines'?", Assert.Single(e.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_HOCON_is_an_error_with_its_place()
    {
        var e = Assert.Throws<ScenarioException>(() => MachineSettingsFile.Read(Write("akka {\n  loglevel = DEBUG\n")));

        Assert.Contains("my.conf", Assert.Single(e.Errors).Place, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Key, string Value)> Leaves(global::Akka.Configuration.Hocon.HoconObject section, string path)
    {
        foreach ((string name, global::Akka.Configuration.Hocon.HoconValue value) in section.Items)
        {
            string key = path + name;
            if (!value.IsObject()) yield return (key, value.ToString());
            else foreach (var leaf in Leaves(value.GetObject(), key + ".")) yield return leaf;
        }
    }
}
