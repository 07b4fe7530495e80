namespace P2PActors.Cli.Terminal;

/// <summary>One line typed on a terminal: cursor keys, history, completion. The history is kept in memory only.</summary>
/// <param name="complete">What may stand at the end of a line; given the line up to the cursor.</param>
/// <param name="isOver">Asked while nothing is typed: whether there is nothing to type for any more.</param>
internal sealed class LineEditor(Func<string, IReadOnlyList<string>> complete, Func<bool> isOver)
{
    private const int PollMilliseconds = 15;
    private const int PollsBeforeRefresh = 20;
    private readonly List<string> _history = [];
    private string _prompt = "";
    private string _line = "";
    private int _cursor;
    private int _place;
    private string _draft = "";

    /// <summary>Reads a line.</summary>
    /// <param name="prompt">What stands before it; looked at again while nothing is typed.</param>
    /// <returns>The line; null at its end (Ctrl-D on an empty line) or when there is nothing to type for any more.</returns>
    public string? Read(Func<string> prompt)
    {
        (_prompt, _line, _cursor, _place) = (prompt(), "", 0, _history.Count);
        Draw();
        while (true)
        {
            for (int polls = 1; !Console.KeyAvailable; polls++)
            {
                if (isOver()) return null;
                Thread.Sleep(PollMilliseconds);
                if (polls % PollsBeforeRefresh != 0 || prompt() is not { } now || now == _prompt) continue;
                _prompt = now;
                Draw();
            }

            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
            {
                Console.WriteLine();
                if (_line.Length > 0 && (_history.Count == 0 || _history[^1] != _line)) _history.Add(_line);
                return _line;
            }

            if (IsControl(key, ConsoleKey.D) && _line.Length == 0)
            {
                Console.WriteLine();
                return null;
            }

            Handle(key);
            Draw();
        }
    }

    private static bool IsControl(ConsoleKeyInfo key, ConsoleKey letter) =>
        key.Key == letter && key.Modifiers == ConsoleModifiers.Control || key.KeyChar == letter - ConsoleKey.A + 1 && key.KeyChar is not ('\t' or '\r' or '\n' or '\b');

    private void Handle(ConsoleKeyInfo key)
    {
        if (IsControl(key, ConsoleKey.A)) _cursor = 0;
        else if (IsControl(key, ConsoleKey.E)) _cursor = _line.Length;
        else if (IsControl(key, ConsoleKey.U)) (_line, _cursor) = (_line[_cursor..], 0);
        else if (IsControl(key, ConsoleKey.K)) _line = _line[.._cursor];
        else
        {
            switch (key.Key)
            {
                case ConsoleKey.LeftArrow:
                    _cursor = Math.Max(0, _cursor - 1);
                    break;
                case ConsoleKey.RightArrow:
                    _cursor = Math.Min(_line.Length, _cursor + 1);
                    break;
                case ConsoleKey.Home:
                    _cursor = 0;
                    break;
                case ConsoleKey.End:
                    _cursor = _line.Length;
                    break;
                case ConsoleKey.UpArrow:
                    Recall(-1);
                    break;
                case ConsoleKey.DownArrow:
                    Recall(1);
                    break;
                case ConsoleKey.Backspace when _cursor > 0:
                    _line = _line.Remove(--_cursor, 1);
                    break;
                case ConsoleKey.Delete when _cursor < _line.Length:
                    _line = _line.Remove(_cursor, 1);
                    break;
                case ConsoleKey.Tab:
                    Complete();
                    break;
                default:
                    if (char.IsControl(key.KeyChar)) break;
                    _line = _line.Insert(_cursor++, key.KeyChar.ToString());
                    break;
            }
        }
    }

    private void Recall(int direction)
    {
        int place = _place + direction;
        if (place < 0 || place > _history.Count) return;
        if (_place == _history.Count) _draft = _line;
        _place = place;
        _line = place == _history.Count ? _draft : _history[place];
        _cursor = _line.Length;
    }

    private void Complete()
    {
        string before = _line[.._cursor];
        string word = before[(before.LastIndexOf(' ') + 1)..];
        IReadOnlyList<string> candidates = complete(before);
        if (candidates.Count == 0) return;
        string common = candidates.Aggregate((a, b) => a[..a.Zip(b).TakeWhile(p => p.First == p.Second).Count()]);
        if (candidates.Count == 1 && !common.EndsWith('=') && !common.EndsWith('>')) common += " ";
        if (common.Length > word.Length)
        {
            _line = _line.Insert(_cursor, common[word.Length..]);
            _cursor += common.Length - word.Length;
        }
        else
        {
            Console.WriteLine();
            int column = 0;
            foreach (string candidate in candidates)
            {
                if (column > 0 && column + candidate.Length + 2 > Width())
                {
                    Console.WriteLine();
                    column = 0;
                }

                Console.Write(candidate + "  ");
                column += candidate.Length + 2;
            }

            Console.WriteLine();
        }
    }

    /// <summary>The line, or as much around the cursor as the terminal is wide.</summary>
    private void Draw()
    {
        int room = Math.Max(10, Width() - _prompt.Length - 1);
        int from = Math.Max(0, _cursor - room + 1);
        string shown = _line.Substring(from, Math.Min(room, _line.Length - from));
        int back = shown.Length - (_cursor - from);
        Console.Write($"\r{_prompt}{shown}\u001b[K{(back > 0 ? $"\u001b[{back}D" : "")}");
    }

    private static int Width()
    {
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
