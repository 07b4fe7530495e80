using System.Text;

namespace P2PActors.Scenarios.Hocon;

/// <summary>Keys and paths.</summary>
internal sealed partial class HoconParser
{
    /// <summary>Reads keys joined by dots; white space within a key counts, around the whole it does not.</summary>
    private string[] ParseKeyPath()
    {
        var keys = new List<string>();
        var key = new StringBuilder();
        var blanks = new StringBuilder();
        var quoted = false;
        _cursor.SkipBlanks();
        while (true)
        {
            var start = _cursor.Position;
            _cursor.SkipBlanks();
            blanks.Append(_cursor.Since(start));
            if (_cursor.Current == '.')
            {
                key.Append(blanks);
                EndKey();
                _cursor.Advance();
            }
            else if (_cursor.Current == '"')
            {
                key.Append(blanks).Append(ParseQuoted());
                quoted = true;
            }
            else if (IsUnquoted())
            {
                key.Append(blanks).Append(TakeUnquoted(stopAtDot: true));
            }
            else
            {
                EndKey();
                return [.. keys];
            }
            blanks.Clear();
        }

        void EndKey()
        {
            if (key.Length == 0 && !quoted)
                throw Fail(keys.Count == 0 && _cursor.Current != '.'
                    ? $"found {_cursor.Found}; expected a key"
                    : "a key between or beside dots is empty; write \"\" if that is meant");
            keys.Add(key.ToString());
            key.Clear();
            quoted = false;
        }
    }
}
