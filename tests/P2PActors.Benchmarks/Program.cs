using BenchmarkDotNet.Running;
using P2PActors.Benchmarks;

// dotnet run -c Release --project tests/P2PActors.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(QueueBenchmark).Assembly).Run(args);
