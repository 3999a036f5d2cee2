using CmdletHost.Engine;

namespace CmdletHost.Language;

/// <summary>The part of the parser that reads expressions, from the loosest operator to the tightest.</summary>
internal sealed partial class Parser
{
    private static readonly string[] Logical = ["and", "or", "xor"];

    private static readonly string[] Comparing =
    [
        "eq", "ne", "gt", "ge", "lt", "le", "like", "notlike", "match", "notmatch", "contains", "notcontains", "in", "notin", "replace", "split", "join", "is", "isnot", "as",
    ];

    // A parameter's initial value ends at a comma: the next parameter follows.
    private bool _commaEnds;

    private ScriptParameter[]? ReadParameterBlock()
    {
        SkipLines();
        var start = _at;
        var commonParameters = false;
        while (Current == '[' && ReadAttribute() is { } attribute)
        {
            commonParameters |= attribute.Name.Equals("CmdletBinding", StringComparison.OrdinalIgnoreCase);
            SkipLines();
        }

        if (!TakeWord("param"))
        {
            _at = start;
            return null;
        }

        var parameters = new List<ScriptParameter>();
        Expect('(');
        for (SkipLines(); Current != ')'; SkipLines())
        {
            parameters.Add(ReadParameter());
            SkipLines();
            if (!Take(',') && Current != ')')
            {
                throw Wrong("',' or ')' is missing in the param block.");
            }
        }

        Expect(')');
        return [.. parameters, .. commonParameters ? ScriptParameter.Common : []];
    }

    private ScriptParameter ReadParameter()
    {
        var (start, type, mandatory) = (_at, (Type?)null, false);
        for (; Current == '['; SkipLines())
        {
            if (ReadAttribute() is { } attribute)
            {
                mandatory |= attribute.Mandatory;
            }
            else
            {
                type = ReadType();
            }
        }

        var name = Current == '$' && ReadVariable() is { Drive: null } variable ? variable.Name : throw Wrong("A parameter's variable is missing.");
        SkipSpace();
        Expression? initial = null;
        if (Take('='))
        {
            SkipLines();
            _commaEnds = true;
            initial = ReadExpression();
            _commaEnds = false;
        }

        return new ScriptParameter(From(start), name, type ?? typeof(object), mandatory, initial);
    }

    // [CmdletBinding(...)] and [Parameter(Mandatory)], the attributes that a script here may use; null where a type stands.
    private (string Name, bool Mandatory)? ReadAttribute()
    {
        var start = _at++;
        var name = ReadName();
        if (Current != '(')
        {
            _at = start;
            return null;
        }

        var end = _text.IndexOf(")]", _at, StringComparison.Ordinal);
        var inside = end < 0 ? throw Wrong("')]' is missing.") : _text[(_at + 1)..end].Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        _at = end + 2;
        SkipLines();
        var isParameter = name.Equals("Parameter", StringComparison.OrdinalIgnoreCase);
        return (isParameter && inside is "" or "MANDATORY" or "MANDATORY=$TRUE") ||
            (name.Equals("CmdletBinding", StringComparison.OrdinalIgnoreCase) && inside is "" or "SUPPORTSSHOULDPROCESS")
                ? (name, isParameter && inside.Length > 0)
                : throw NotKnown($"The attribute '{From(start).Text.Trim()}'", start);
    }

    private Type ReadType()
    {
        var start = _at;
        Expect('[');
        var depth = 1;
        while (depth > 0 && Current is not ('\n' or '\0'))
        {
            depth += Current == '[' ? 1 : Current == ']' ? -1 : 0;
            _at++;
        }

        var name = _text[(start + 1)..(_at - 1)].Trim();
        return TypeNames.Find(name) ?? throw NotKnown($"The type [{name}]", start);
    }

    private Expression ReadExpression() => ReadBinary(Logical, () => ReadBinary(Comparing, ReadSum));

    private Expression ReadBinary(string[] operators, Func<Expression> readOperand)
    {
        var start = _at;
        var left = readOperand();
        while (true)
        {
            SkipSpace();
            if (Current != '-' || TakeOperator(operators) is not { } name)
            {
                return left;
            }

            SkipLines();
            left = new BinaryExpression(From(start), name, left, readOperand());
        }
    }

    private string? TakeOperator(string[] operators)
    {
        var start = _at++;
        var name = ReadName().ToLowerInvariant();
        var caseSensitive = name.Length > 1 && name[0] is 'c' or 'i' && Array.IndexOf(operators, name[1..]) >= 0 && Array.IndexOf(operators, name) < 0;
        var plain = caseSensitive ? name[1..] : name;
        if (Array.IndexOf(operators, plain) < 0)
        {
            _at = start;
            return null;
        }

        return caseSensitive && name[0] == 'c' ? $"c{plain}" : plain;
    }

    private Expression ReadSum() => ReadSymbols(['+', '-'], () => ReadSymbols(['*', '/', '%'], ReadFormat));

    private Expression ReadSymbols(char[] symbols, Func<Expression> readOperand)
    {
        var start = _at;
        var left = readOperand();
        while (true)
        {
            SkipSpace();
            var symbol = Current;
            // A doubled sign, an assignment and the name of an operator are read elsewhere.
            if (Array.IndexOf(symbols, symbol) < 0 || Peek(1) == '=' || (symbol is '+' or '-' && (Peek(1) == symbol || (symbol == '-' && char.IsLetter(Peek(1))))))
            {
                return left;
            }

            _at++;
            SkipLines();
            left = new BinaryExpression(From(start), symbol.ToString(), left, readOperand());
        }
    }

    private Expression ReadFormat() => ReadBinary(["f"], ReadRange);

    private Expression ReadRange()
    {
        var start = _at;
        var left = ReadList();
        SkipSpace();
        if (Current != '.' || Peek(1) != '.')
        {
            return left;
        }

        _at += 2;
        SkipSpace();
        return new BinaryExpression(From(start), "..", left, ReadList());
    }

    private Expression ReadList()
    {
        var start = _at;
        if (Take(','))
        {
            SkipLines();
            return new ArrayExpression(From(start), [ReadUnary()]);
        }

        var items = new List<Expression> { ReadUnary() };
        for (SkipSpace(); !_commaEnds && Take(','); SkipSpace())
        {
            SkipLines();
            items.Add(ReadUnary());
        }

        return items.Count == 1 ? items[0] : new ArrayExpression(From(start), items);
    }

    private Expression ReadUnary()
    {
        SkipSpace();
        var start = _at;
        if (Current == '!' || (Current == '-' && char.IsLetter(Peek(1))))
        {
            var name = Current == '!' && Take('!') ? "not" : TakeOperator(["not", "join", "split"]) ?? throw Unexpected();
            SkipSpace();
            return new UnaryExpression(From(start), name, ReadUnary());
        }

        if (Current is '+' or '-' && Peek(1) == Current)
        {
            throw Unexpected();
        }

        if (Current is '+' or '-' && !char.IsAsciiDigit(Peek(1)))
        {
            var sign = Current.ToString();
            _at++;
            return new UnaryExpression(From(start), sign, ReadUnary());
        }

        if (Current != '[')
        {
            return ReadPostfix(ReadPrimary());
        }

        return ReadCast(start);
    }

    private Expression ReadCast(int start)
    {
        foreach (var ordered in (bool[])[true, false])
        {
            var literal = ordered ? "[ordered]" : "[pscustomobject]";
            if (string.Compare(_text, _at, literal, 0, literal.Length, StringComparison.OrdinalIgnoreCase) == 0)
            {
                _at += literal.Length;
                SkipSpace();
                var table = ReadPrimary() as HashtableExpression ?? throw NotKnown($"{literal} before anything but a hashtable literal", start);
                return ReadPostfix(new HashtableExpression(From(start), table.Entries, ordered ? TableKind.Ordered : TableKind.CustomObject));
            }
        }

        var type = ReadType();
        if (Current == ':' && Peek(1) == ':')
        {
            throw NotKnown($"A static member ({From(start).Text}::)", start);
        }

        if (AtStatementEnd() || Current is ',' or '|' or ']' || (Current == '-' && char.IsLetter(Peek(1))))
        {
            return new ConstantExpression(From(start), type);
        }

        var operand = ReadUnary();
        SkipSpace();
        return Current == '=' ? throw NotKnown("A type on an assigned variable", start) : new CastExpression(From(start), type, operand);
    }

    private Expression ReadPostfix(Expression value)
    {
        while (true)
        {
            var start = value.At.Start;
            if (Current == '.' && Peek(1) != '.' && (IsNameStart(Peek(1)) || Peek(1) is '$' or '\'' or '"' or '('))
            {
                _at++;
                var name = IsNameStart(Current) ? new ConstantExpression(Here(), ReadName()) : ReadPrimary();
                value = Current == '('
                    ? throw NotKnown($"Calling a method ({From(start).Text}())", start)
                    : new MemberExpression(From(start), value, name);
            }
            else if (Current == '[' && value is not ConstantExpression { Value: not string })
            {
                _at++;
                SkipLines();
                var index = ReadExpression();
                Expect(']');
                value = new IndexExpression(From(start), value, index);
            }
            else if (Current == ':' && Peek(1) == ':')
            {
                throw NotKnown("The operator '::'");
            }
            else if (Current == '?' && Peek(1) is '.' or '[')
            {
                throw NotKnown($"The operator '?{Peek(1)}'");
            }
            else
            {
                return value;
            }
        }
    }

    // Within brackets and text, a comma makes a list again.
    private Expression ReadPrimary()
    {
        var commaEnds = _commaEnds;
        _commaEnds = false;
        var value = ReadPrimaryValue();
        _commaEnds = commaEnds;
        return value;
    }

    private Expression ReadPrimaryValue()
    {
        var start = _at;
        switch (Current)
        {
            case '$' when Peek(1) == '(':
                _at += 2;
                return new StatementsExpression(ReadStatementsUntil(start), From(start), AsArray: false);
            case '@' when Peek(1) == '(':
                _at += 2;
                return new StatementsExpression(ReadStatementsUntil(start), From(start), AsArray: true);
            case '$' when IsNameStart(Peek(1)) || Peek(1) == '{':
                return ReadVariable();
            case '$':
                throw NotKnown($"The variable '${Peek(1)}'");
            case '@' when Peek(1) == '{':
                return ReadTable();
            case '@' when Peek(1) is '\'' or '"':
                return ReadHereString();
            case '@':
                throw Wrong("The splatting operator '@' can only be used for arguments of a command.");
            case '(':
                _at++;
                SkipLines();
                var inner = ReadPipelineOrAssignment();
                Expect(')');
                return new GroupExpression(From(start), inner);
            case '{':
                var body = ReadBlock();
                return new ScriptBlockExpression(From(start), body);
            case '\'':
                return new ConstantExpression(From(start), ReadSingleQuoted());
            case '"':
                _at++;
                var parts = ReadParts(TextKind.Quoted, () => Current == '"' && Peek(1) != '"');
                _at++;
                return StringExpression.Of(From(start), parts);
            default:
                return ReadNumber(start);
        }
    }

    private Block ReadStatementsUntil(int start)
    {
        var block = ReadStatements(')');
        return Take(')') ? block : throw new SyntaxException("')' is missing.", From(start));
    }

    private string ReadSingleQuoted()
    {
        var start = ++_at;
        while (Current != '\'' || Peek(1) == '\'')
        {
            _at += Current == '\'' ? 2 : _at < _text.Length ? 1 : throw new SyntaxException("The string is missing the terminator: '.", new Extent(_source, start - 1, start));
        }

        return _text[start.._at++].Replace("''", "'", StringComparison.Ordinal);
    }

    private Expression ReadHereString()
    {
        var start = _at;
        var quote = Peek(1);
        var line = _text.IndexOf('\n', _at);
        var end = _text.IndexOf($"\n{quote}@", Math.Max(line, 0), StringComparison.Ordinal);
        if (line < 0 || end < 0 || _text[(_at + 2)..line].Trim().Length > 0)
        {
            throw Wrong($"The here-string needs its header alone on a line and '{quote}@' at the beginning of a line.");
        }

        _at = Math.Min(line + 1, end);
        if (quote == '\'')
        {
            var text = _text[_at..end];
            _at = end + 3;
            return new ConstantExpression(From(start), text);
        }

        var parts = ReadParts(TextKind.Here, () => _at >= end);
        _at = end + 3;
        return StringExpression.Of(From(start), parts);
    }

    private HashtableExpression ReadTable()
    {
        var start = _at;
        var entries = new List<(Expression, Statement)>();
        _at += 2;
        while (true)
        {
            SkipLines();
            if (Take(';'))
            {
                continue;
            }

            if (Take('}'))
            {
                return new HashtableExpression(From(start), entries, TableKind.Hashtable);
            }

            Expression key = IsNameStart(Current) ? new ConstantExpression(Here(), ReadTableWord()) : ReadUnary();
            SkipLines();
            if (!Take('='))
            {
                throw Wrong("Missing '=' operator after key in hash literal.");
            }

            SkipLines();
            entries.Add((key, ReadStatement()));
            SkipSpace();
            if (Current is not (';' or '\n' or '}'))
            {
                throw Wrong("The hash literal was incomplete.");
            }
        }
    }

    private string ReadTableWord()
    {
        var start = _at;
        while (IsNamePart(Current) || Current == '-')
        {
            _at++;
        }

        return _text[start.._at];
    }

    private ConstantExpression ReadNumber(int start)
    {
        if (Current is '+' or '-')
        {
            _at++;
        }

        while (char.IsLetterOrDigit(Current) || (Current == '.' && char.IsAsciiDigit(Peek(1))) ||
            (Current is '+' or '-' && _text[_at - 1] is 'e' or 'E' && char.IsAsciiDigit(Peek(1)) && !_text.AsSpan(start, 2).Equals("0x", StringComparison.OrdinalIgnoreCase)))
        {
            _at++;
        }

        return _at > start && Numbers.TryRead(_text[start.._at], out var number) ? new ConstantExpression(From(start), number) : throw Unexpected();
    }
}
