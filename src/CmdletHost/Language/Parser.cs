using System.Globalization;
using System.Text;
using CmdletHost.Engine;

namespace CmdletHost.Language;

/// <summary>
/// Reads a script into statements. It works on the characters themselves, because in PowerShell the same text means different things
/// where a command's arguments stand and where an expression stands. What it does not read, it refuses by name and position.
/// </summary>
internal sealed partial class Parser
{
    private static readonly HashSet<string> RefusedKeywords = new(StringComparer.OrdinalIgnoreCase)
    {
        "function", "filter", "class", "enum", "while", "do", "for", "switch", "trap", "using", "data", "workflow", "parallel", "sequence",
        "inlinescript", "begin", "process", "end", "clean", "dynamicparam", "configuration", "define", "from", "var",
    };

    private readonly Source _source;
    private readonly string _text;
    private int _at;

    private Parser(Source source) => (_source, _text) = (source, source.Text);

    private char Current => Peek(0);

    public static Script Parse(string text, string file)
    {
        var parser = new Parser(new Source(text.Replace("\r\n", "\n", StringComparison.Ordinal).TrimStart('\uFEFF'), file));
        var parameters = parser.ReadParameterBlock();
        var body = parser.ReadStatements('\0');
        return new Script(parameters, body);
    }

    private char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private Extent From(int start) => new(_source, start, Math.Max(start, _at));

    private Extent Here(int length = 1) => new(_source, Math.Min(_at, _text.Length), Math.Min(_at + length, _text.Length));

    private NotKnownException NotKnown(string what, int? start = null) => new(what, start is { } from ? From(from) : Here());

    private SyntaxException Wrong(string message) => new(message, Here());

    private static bool IsNameStart(char letter) => char.IsLetter(letter) || letter == '_';

    private static bool IsNamePart(char letter) => char.IsLetterOrDigit(letter) || letter == '_';

    // Spaces, continued lines and comments; the end of the line stays.
    private void SkipSpace()
    {
        while (true)
        {
            if (Current is ' ' or '\t' or '\r' or '\u00A0')
            {
                _at++;
            }
            else if (Current == '`' && Peek(1) == '\n')
            {
                _at += 2;
            }
            else if (Current == '<' && Peek(1) == '#')
            {
                var end = _text.IndexOf("#>", _at, StringComparison.Ordinal);
                _at = end >= 0 ? end + 2 : throw Wrong("The terminator #> is missing from the multiline comment.");
            }
            else if (Current == '#')
            {
                while (Current is not ('\n' or '\0'))
                {
                    _at++;
                }
            }
            else
            {
                return;
            }
        }
    }

    private void SkipLines()
    {
        for (SkipSpace(); Current == '\n'; SkipSpace())
        {
            _at++;
        }
    }

    private bool Take(char letter)
    {
        if (Current != letter)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Expect(char letter)
    {
        SkipLines();
        if (!Take(letter))
        {
            throw Wrong($"'{letter}' is missing.");
        }
    }

    private string ReadName()
    {
        var start = _at;
        while (IsNamePart(Current))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private bool TakeWord(string word)
    {
        if (string.Compare(_text, _at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) != 0 || IsNamePart(Peek(word.Length)) || Peek(word.Length) == '-')
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private Block ReadBlock()
    {
        Expect('{');
        var block = ReadStatements('}');
        Expect('}');
        return block;
    }

    private Block ReadStatements(char end)
    {
        var statements = new List<Statement>();
        while (true)
        {
            SkipLines();
            if (Take(';'))
            {
                continue;
            }

            if (Current == '\0' && _at >= _text.Length)
            {
                return end == '\0' ? new Block(statements) : throw Wrong($"'{end}' is missing.");
            }

            if (Current == end)
            {
                return new Block(statements);
            }

            statements.Add(ReadStatement());
            SkipSpace();
            if (Current is not (';' or '\n' or '\0') && Current != end && statements[^1] is PipelineStatement or AssignmentStatement)
            {
                throw Unexpected();
            }
        }
    }

    private Exception Unexpected() => Current switch
    {
        '&' when Peek(1) == '&' => NotKnown("The operator '&&'"),
        '|' when Peek(1) == '|' => NotKnown("The operator '||'"),
        '&' => NotKnown("Starting a job with '&'"),
        '>' or '<' => NotKnown("Redirection"),
        '?' => NotKnown("The operator '?'"),
        '+' or '-' when Peek(1) == Current => NotKnown($"The operator '{Current}{Current}'"),
        '-' => NotKnown($"The operator '{_text.AsSpan(_at).ToString().Split(' ', '\n', '(')[0]}'"),
        var letter => Wrong($"Unexpected token '{letter}'."),
    };

    private Statement ReadStatement()
    {
        var start = _at;
        if (IsNameStart(Current))
        {
            if (TakeWord("if"))
            {
                return ReadIf();
            }

            if (TakeWord("foreach"))
            {
                return ReadForEach();
            }

            if (TakeWord("try"))
            {
                return ReadTry();
            }

            if (TakeWord("throw"))
            {
                var thrown = AtStatementEnd() ? null : ReadPipeline();
                return new ThrowStatement(From(start), thrown);
            }

            foreach (var keyword in (string[])["exit", "return"])
            {
                if (TakeWord(keyword))
                {
                    return new DepartStatement(keyword, AtStatementEnd() ? null : ReadPipeline());
                }
            }

            foreach (var keyword in (string[])["break", "continue"])
            {
                if (TakeWord(keyword))
                {
                    return AtStatementEnd() ? new DepartStatement(keyword, null) : throw NotKnown($"A label after '{keyword}'", start);
                }
            }

            if (TakeWord("param"))
            {
                throw NotKnown("A param block that is not at the script's head", start);
            }

            var word = RefusedKeywords.FirstOrDefault(TakeWord);
            if (word is not null)
            {
                throw NotKnown($"'{word}'", start);
            }
        }

        return ReadPipelineOrAssignment();
    }

    private bool AtStatementEnd()
    {
        SkipSpace();
        return Current is '\n' or ';' or '}' or ')' or '\0';
    }

    private IfStatement ReadIf()
    {
        var clauses = new List<(Statement Condition, Block Body)> { ReadClause() };
        while (true)
        {
            var before = _at;
            SkipLines();
            if (TakeWord("elseif"))
            {
                clauses.Add(ReadClause());
            }
            else if (TakeWord("else"))
            {
                return new IfStatement(clauses, ReadBlock());
            }
            else
            {
                _at = before;
                return new IfStatement(clauses, null);
            }
        }

        (Statement, Block) ReadClause()
        {
            Expect('(');
            SkipLines();
            var condition = ReadPipelineOrAssignment();
            Expect(')');
            return (condition, ReadBlock());
        }
    }

    private ForEachStatement ReadForEach()
    {
        Expect('(');
        SkipLines();
        if (Current != '$' || ReadVariable() is not { Drive: null } variable)
        {
            throw Wrong("A variable is expected after 'foreach ('.");
        }

        SkipLines();
        if (!TakeWord("in"))
        {
            throw Wrong("'in' is missing.");
        }

        SkipLines();
        var values = ReadPipeline();
        Expect(')');
        return new ForEachStatement(variable.Name, values, ReadBlock());
    }

    private TryStatement ReadTry()
    {
        var body = ReadBlock();
        Block? handler = null, last = null;
        var before = _at;
        SkipLines();
        if (TakeWord("catch"))
        {
            SkipLines();
            handler = Current == '[' ? throw NotKnown("A catch for some types of errors only") : ReadBlock();
            before = _at;
            SkipLines();
        }

        if (TakeWord("finally"))
        {
            last = ReadBlock();
        }
        else if (TakeWord("catch"))
        {
            throw Wrong("A second catch block is never reached.");
        }
        else
        {
            _at = handler is null ? throw Wrong("The Try statement is missing its Catch or Finally block.") : before;
        }

        return new TryStatement(body, handler, last);
    }

    private Statement ReadPipelineOrAssignment()
    {
        var start = _at;
        var first = ReadPipelineElement();
        SkipSpace();
        var length = Current == '=' ? 1 : Current is '+' or '-' or '*' or '/' or '%' && Peek(1) == '=' ? 2 : 0;
        if (length > 0 && first is ExpressionElement { Value: var target })
        {
            var operation = length == 1 ? "" : Current.ToString();
            _at += length;
            SkipLines();
            return target is VariableExpression or MemberExpression or IndexExpression
                ? new AssignmentStatement(From(start), target, operation, ReadStatement())
                : throw NotKnown(target is ArrayExpression ? "Assigning to several variables at once" : "Assigning to this expression", start);
        }

        return ReadPipelineFrom(first, start);
    }

    private PipelineStatement ReadPipeline()
    {
        var start = _at;
        return ReadPipelineFrom(ReadPipelineElement(), start);
    }

    private PipelineStatement ReadPipelineFrom(PipelineElement first, int start)
    {
        var elements = new List<PipelineElement> { first };
        while (true)
        {
            var before = _at;
            SkipLines();
            if (Current != '|' || Peek(1) == '|')
            {
                _at = before;
                return new PipelineStatement(From(start), elements);
            }

            _at++;
            SkipLines();
            elements.Add(ReadPipelineElement() as CommandElement ?? throw Wrong("Expressions are only allowed as the first element of a pipeline."));
        }
    }

    private PipelineElement ReadPipelineElement()
    {
        SkipSpace();
        var start = _at;
        if (Current is '&' or '.' && Peek(1) is ' ' or '\t' or '\'' or '"' or '$' or '(' or '{' or '/' or '.')
        {
            throw NotKnown(Current == '&' ? "The call operator '&'" : "Dot-sourcing or running a file");
        }

        if (IsNameStart(Current) || Current is '%' or '?' or '/' or '\\' or '~' or '*')
        {
            return ReadCommand(start);
        }

        if (AtStatementEnd() || Current == '|')
        {
            throw Wrong("An expression or a command is missing.");
        }

        var value = ReadExpression();
        return new ExpressionElement(From(start), value);
    }

    private CommandElement ReadCommand(int start)
    {
        while (!IsTokenEnd(Current) && Current is not ('$' or '"' or '\'' or '='))
        {
            _at++;
        }

        var name = _text[start.._at];
        // A command may be named with its module.
        var plain = name.Split('\\') is [[var first, ..], [_, ..] command] && char.IsLetter(first) && command.Contains('-', StringComparison.Ordinal) ? command : name;
        if (!IsTokenEnd(Current) || plain.AsSpan().ContainsAny("/\\") || name.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase))
        {
            throw NotKnown($"The command name '{name}' (a program or a script file)", start);
        }

        var head = From(start);
        var arguments = new List<CommandArgument>();
        while (true)
        {
            SkipSpace();
            if (AtStatementEnd() || Current == '|')
            {
                return new CommandElement(From(start), head, name, arguments);
            }

            if (Current is '>' or '<' || (Current is '*' or (>= '1' and <= '6') && Peek(1) == '>'))
            {
                throw NotKnown("Redirection");
            }

            if (Current == '&')
            {
                throw Unexpected();
            }

            arguments.Add(ReadArgument());
        }
    }

    private CommandArgument ReadArgument()
    {
        var start = _at;
        if (Current == '@' && IsNameStart(Peek(1)))
        {
            _at++;
            var name = ReadName();
            return new CommandArgument(From(start), null, new VariableExpression(From(start), null, name), IsSplat: true);
        }

        if (Current is '-' or '\u2013' && (IsNameStart(Peek(1)) || Peek(1) == '?'))
        {
            _at++;
            while (IsNamePart(Current) || Current is '-' or '?')
            {
                _at++;
            }

            var parameter = _text[(start + 1).._at];
            if (Take(':'))
            {
                SkipSpace();
                return new CommandArgument(From(start), parameter, ReadArgumentValue(), IsSplat: false);
            }

            return IsTokenEnd(Current) ? new CommandArgument(From(start), parameter, null, IsSplat: false) : throw NotKnown($"The argument '-{parameter}{Current}'", start);
        }

        if (Current == '-' && Peek(1) == '-' && IsTokenEnd(Peek(2)))
        {
            throw NotKnown("The argument '--'");
        }

        return new CommandArgument(From(start), null, ReadArgumentValue(), IsSplat: false);
    }

    private Expression ReadArgumentValue()
    {
        var start = _at;
        if (Current == ',')
        {
            throw Wrong("Missing argument before ','.");
        }

        var first = ReadArgumentItem();
        SkipSpace();
        if (Current != ',')
        {
            return first;
        }

        var items = new List<Expression> { first };
        while (Take(','))
        {
            SkipLines();
            items.Add(ReadArgumentItem());
            SkipSpace();
        }

        return new ArrayExpression(From(start), [.. items.Select(item => item is BareNumberExpression number ? number.Plain : item)]);
    }

    private Expression ReadArgumentItem()
    {
        var start = _at;
        if (Current is '$' or '(' or '\'' or '"' or '{' || (Current == '@' && Peek(1) is '(' or '{' or '\'' or '"'))
        {
            var value = Current == '$' && Peek(1) != '(' && !IsNameStart(Peek(1)) && Peek(1) != '{' ? null : ReadPostfix(ReadPrimary());
            if (value is not null && (IsTokenEnd(Current) || Current == ','))
            {
                return value;
            }

            if (value is not VariableExpression and not null)
            {
                throw NotKnown($"Text that follows '{From(start).Text}' at once, in one argument,", start);
            }

            _at = start;
        }

        return ReadBareWord(start);
    }

    // A word without quotes; variables in it are expanded, a number keeps its text for parameters that take a string.
    private Expression ReadBareWord(int start)
    {
        var parts = ReadParts(TextKind.Word, () => IsTokenEnd(Current) || Current == ',');
        if (_at == start)
        {
            throw Unexpected();
        }

        if (parts is [string text])
        {
            return Numbers.TryRead(text, out var number) ? new BareNumberExpression(From(start), number, text) : new ConstantExpression(From(start), text);
        }

        return new StringExpression(From(start), parts);
    }

    private static bool IsTokenEnd(char letter) => letter is ' ' or '\t' or '\r' or '\n' or '\0' or '|' or ';' or '&' or '(' or ')' or '{' or '}' or '<' or '>';

    // The pieces of an expandable text: strings and expressions.
    private List<object> ReadParts(TextKind kind, Func<bool> atEnd)
    {
        var parts = new List<object>();
        var text = new StringBuilder();
        while (!atEnd())
        {
            if (_at >= _text.Length)
            {
                throw Wrong("The string is missing its terminator.");
            }

            if (Current == '`')
            {
                _at++;
                text.Append(ReadEscape());
            }
            else if (Current == '$' && (IsNameStart(Peek(1)) || Peek(1) is '{' or '('))
            {
                Flush();
                parts.Add(Peek(1) == '(' ? ReadPrimary() : ReadVariable());
            }
            else if (Current == '$' && Peek(1) is '$' or '?' or '^' or ':')
            {
                throw NotKnown($"The variable '${Peek(1)}'");
            }
            else if (kind == TextKind.Word && Current is '"' or '\'')
            {
                throw NotKnown("A quoted part of a word");
            }
            else
            {
                text.Append(Current);
                _at += kind == TextKind.Quoted && Current == '"' ? 2 : 1;
            }
        }

        Flush();
        return parts;

        void Flush()
        {
            if (text.Length > 0)
            {
                parts.Add(text.ToString());
                text.Clear();
            }
        }
    }

    private string ReadEscape()
    {
        var letter = Current;
        _at++;
        return letter switch
        {
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            '0' => "\0",
            'a' => "\a",
            'b' => "\b",
            'f' => "\f",
            'v' => "\v",
            'e' => "\u001b",
            'u' => ReadUnicode(),
            '\n' => "",
            _ => letter.ToString(),
        };
    }

    private string ReadUnicode()
    {
        var end = Current == '{' ? _text.IndexOf('}', _at) : -1;
        if (end < 0 || !int.TryParse(_text.AsSpan(_at + 1, end - _at - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code) || code > 0x10FFFF)
        {
            throw Wrong("The Unicode escape sequence is not valid. A valid sequence is `u{ followed by one to six hex digits and a closing '}'.");
        }

        _at = end + 1;
        return char.ConvertFromUtf32(code);
    }

    private VariableExpression ReadVariable()
    {
        var start = _at;
        _at++;
        string name;
        if (Take('{'))
        {
            var end = _text.IndexOf('}', _at);
            name = end > _at ? _text[_at..end] : throw Wrong("The braced variable name has no end or is empty.");
            _at = end + 1;
        }
        else
        {
            name = ReadName();
            if (Current == ':' && Peek(1) != ':')
            {
                _at++;
                name = IsNamePart(Current) ? $"{name}:{ReadName()}" : throw new SyntaxException(
                    "Variable reference is not valid. ':' was not followed by a valid variable name character. Consider using ${} to delimit the name.", From(start));
            }
        }

        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var drive = colon < 0 ? null : name[..colon];
        if (drive is not null && !drive.Equals("env", StringComparison.OrdinalIgnoreCase))
        {
            throw NotKnown($"The scope or drive of '${name}'", start);
        }

        return Session.RefusedVariables.Contains(name)
            ? throw NotKnown($"The variable '${name}'", start)
            : new VariableExpression(From(start), drive, name[(colon + 1)..]);
    }
}

/// <summary>Where variables are expanded: a word without quotes, a quoted string, a here-string.</summary>
internal enum TextKind
{
    Word,
    Quoted,
    Here,
}

/// <summary>Number literals as the language writes them.</summary>
internal static class Numbers
{
    private static readonly Dictionary<string, long> Units = new(StringComparer.OrdinalIgnoreCase)
    {
        ["kb"] = 1L << 10, ["mb"] = 1L << 20, ["gb"] = 1L << 30, ["tb"] = 1L << 40,
    };

    public static bool TryRead(string text, out object number)
    {
        number = 0;
        var digits = text.StartsWith('-') || text.StartsWith('+') ? text[1..] : text;
        if (digits.Length == 0 || !(char.IsAsciiDigit(digits[0]) || (digits[0] == '.' && digits.Length > 1 && char.IsAsciiDigit(digits[1]))))
        {
            return false;
        }

        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && digits == text)
        {
            var read = long.TryParse(digits.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value);
            number = digits.Length <= 10 ? (object)(int)value : value;
            return read;
        }

        var scale = 1L;
        if (text.Length > 2 && Units.TryGetValue(text[^2..], out var unit))
        {
            (scale, text) = (unit, text[..^2]);
        }

        if (text.EndsWith('d') && decimal.TryParse(text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var precise))
        {
            number = precise * scale;
            return true;
        }

        var isLong = text.EndsWith('l') || text.EndsWith('L');
        if (long.TryParse(isLong ? text[..^1] : text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            whole *= scale;
            number = !isLong && whole is >= int.MinValue and <= int.MaxValue ? (object)(int)whole : whole;
            return true;
        }

        var isReal = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real);
        number = real * scale;
        return isReal;
    }
}
