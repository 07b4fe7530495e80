using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Protocols.FileSharing;
using P2PActors.Protocols.Napster;

namespace P2PActors.Protocols.Tests.Napster;

/// <summary>What a server knows of a real client (user 0) whose traits change while it is logged in. User 1 asks.</summary>
public sealed class PollutingClients
{
    private const int Titles = 500; // all

    private static NapsterDialogue Dialogue(PollutionKind kind = PollutionKind.Decoy)
    {
        var d = new NapsterDialogue(2, new NapsterSettings
        {
            Mp3Only = false,
            Downloads = new FileSharingSettings { Enabled = false, Pollution = new PollutionSettings { Kind = kind, Titles = Titles } },
        });
        d.MakeReal(0);
        d.At(100, "turn bad", world => Turn(world, true));
        d.At(200, "turn good", world => Turn(world, false));
        d[1].Port = 0;
        return d;

        static void Turn(World world, bool malicious)
        {
            Assert.True(world.Traits.SetMalicious(0, malicious));
            Assert.True(world.Order(new PeerId(0), TraitsChanged.Instance));
        }
    }

    private static int[] FilesOfUser0(NapsterDialogue d) => d.Context.Content.Libraries.Of(0).ToArray();

    /// <summary>Titles that no other title holds all the words of, so that a search by path finds no others.</summary>
    private static SearchRequest Ask(NapsterDialogue d, int file) =>
        Dialogues.Search(string.Join(' ', Content.SearchText.Parse(d.Context.Content.Index, d.Context.Content.Catalogue.Name(file)).Words));

    [Fact]
    public void A_file_of_its_own_gets_another_fingerprint_and_its_true_one_back()
    {
        NapsterDialogue d = Dialogue();
        int file = FilesOfUser0(d)[0];
        d[1].At(90, Ask(d, file)).At(190, Ask(d, file)).At(290, Ask(d, file));
        d.Play(300);
        int[] hashes = [.. d[1].Of<SearchResult>().Where(r => r.File.Path == d.Run.Files[file].Path).Select(r => d.Run.Files.HashOf(file, r.File.Md5))];
        Assert.Equal(3, hashes.Length);
        Assert.Equal(0, hashes[0]);
        Assert.InRange(hashes[1], 1, 10);
        Assert.Equal(0, hashes[2]);
    }

    [Fact]
    public void A_file_it_never_had_is_announced_and_taken_back()
    {
        NapsterDialogue d = Dialogue();
        int[] own = FilesOfUser0(d);
        int file = Enumerable.Range(0, Titles).First(f => !own.Contains(f));
        d[1].At(90, Ask(d, file)).At(190, Ask(d, file)).At(290, Ask(d, file));
        d.Play(300);
        Assert.Single(d[1].Of<SearchResult>(), r => r.File.Path == d.Run.Files[file].Path);
        Assert.Equal(3, d[1].Of<EndOfResults>().Count());
    }

    [Theory]
    [InlineData(150, Titles)]
    [InlineData(300, -1)]
    public void The_index_holds_what_the_client_offers_at_the_time_and_nothing_twice(double seconds, int files)
    {
        NapsterDialogue d = Dialogue();
        d.Play(seconds);
        Assert.Equal(files < 0 ? FilesOfUser0(d).Length : files, d.Server().Index.Files);
    }

    [Fact]
    public void A_corrupt_copy_keeps_the_true_fingerprint()
    {
        NapsterDialogue d = Dialogue(PollutionKind.Corrupt);
        int file = FilesOfUser0(d)[0];
        d[1].At(190, Ask(d, file));
        d.Play(200);
        Assert.Equal(d.Run.Files[file].Md5, Assert.Single(d[1].Of<SearchResult>(), r => r.File.Path == d.Run.Files[file].Path).File.Md5);
    }
}
