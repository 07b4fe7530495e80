namespace P2PActors.Protocols.Napster;

/// <summary>The nicks a server has registered, with their passwords and when they were last seen. Only that server touches it.</summary>
internal sealed class UserRegister
{
    private readonly Dictionary<string, Registration> _users = new(StringComparer.OrdinalIgnoreCase);

    public bool Knows(string nick) => _users.ContainsKey(nick);

    public void Register(string nick, string password) => _users.TryAdd(nick, new Registration(password));

    /// <summary>Whether a password opens a nick; nobody has to register.</summary>
    public bool Admits(string nick, string password) => !_users.TryGetValue(nick, out Registration? user) || user.Password == password;

    public void Seen(string nick, TimeSpan time)
    {
        if (_users.TryGetValue(nick, out Registration? user)) user.LastSeen = time;
    }

    public bool TryLastSeen(string nick, out TimeSpan time)
    {
        bool known = _users.TryGetValue(nick, out Registration? user);
        time = user?.LastSeen ?? TimeSpan.Zero;
        return known;
    }

    private sealed class Registration(string password)
    {
        public string Password { get; } = password;

        public TimeSpan LastSeen { get; set; }
    }
}
