using P2PActors.Cli.Bench;
int peers = int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture);
long ev = long.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture);
Console.WriteLine(ForwardingBench.Run(peers, ev, int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture), int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture), 1));
return 0;
