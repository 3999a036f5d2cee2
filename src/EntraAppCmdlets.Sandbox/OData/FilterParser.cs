using System.Globalization;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.OData;

/// <summary>Reads a <c>$filter</c> and refuses what the directory does not support for these types and headers.</summary>
internal sealed class FilterParser
{
    private const int MaximumDepth = 50;
    private const string CountSegment = "/$count";

    private readonly string _text;
    private readonly IReadOnlyList<StructuredType> _types;
    private readonly bool _advanced;
    private readonly Func<Document, string, IEnumerable<Document>>? _related;
    private string? _variable;
    private IReadOnlyList<StructuredType> _variableTypes = [];
    private Property? _variableProperty;
    private int _place;
    private int _depth;

    private FilterParser(
        string text,
        IReadOnlyList<StructuredType> types,
        bool advanced,
        Func<Document, string, IEnumerable<Document>>? related
    )
    {
        _related = related;
        _text = text;
        _types = types;
        _advanced = advanced;
    }

    /// <summary>The filter as a predicate.</summary>
    /// <param name="text">The filter's text, unescaped.</param>
    /// <param name="types">The types of the objects in question; a property must be of one of them.</param>
    /// <param name="advanced">Whether the request carries the parameters of advanced queries.</param>
    /// <param name="related">Follows a relation, for counts of what it leads to; null where such a count is not supported.</param>
    public static FilterNode Parse(
        string text,
        IReadOnlyList<StructuredType> types,
        bool advanced,
        Func<Document, string, IEnumerable<Document>>? related = null
    )
    {
        var parser = new FilterParser(text, types, advanced, related);
        var node = parser.Or();
        parser.Blank();
        return parser._place == text.Length ? node : throw parser.Wrong();
    }

    private FilterNode Or()
    {
        if (++_depth > MaximumDepth)
        {
            throw GraphErrors.BadRequest("Invalid filter clause: The recursion limit has been exceeded.");
        }

        var left = And();
        while (Word("or"))
        {
            left = new FilterNode.Or(left, And());
        }

        _depth--;
        return left;
    }

    private FilterNode And()
    {
        var left = Unary();
        while (Word("and"))
        {
            left = new FilterNode.And(left, Unary());
        }

        return left;
    }

    private FilterNode Unary()
    {
        Blank();
        if (Word("not"))
        {
            NeedAdvanced("Not");
            if (++_depth > MaximumDepth)
            {
                throw GraphErrors.BadRequest("Invalid filter clause: The recursion limit has been exceeded.");
            }

            var inner = Unary();
            _depth--;
            return new FilterNode.Not(inner);
        }

        if (Sign('('))
        {
            var inner = Or();
            Expect(')');
            return inner;
        }

        return Condition();
    }

    private FilterNode Condition()
    {
        var start = _place;
        var name = Name();
        Blank();
        if (name.Length > 0 && Peek() == '(' && name.ToLowerInvariant() is "startswith" or "endswith" or "contains")
        {
            return Function(name.ToLowerInvariant());
        }

        if (name.EndsWith("/any", StringComparison.OrdinalIgnoreCase) || name.EndsWith("/all", StringComparison.OrdinalIgnoreCase))
        {
            return Lambda(name);
        }

        if (name.Length == 0 || Peek() == '(')
        {
            _place = start;
            throw name.Length == 0
                ? Wrong()
                : GraphErrors.BadRequest($"Invalid filter clause: An unknown function with name '{name}' was found.");
        }

        if (_variable is null && name.EndsWith(CountSegment, StringComparison.OrdinalIgnoreCase))
        {
            return Count(name[..^CountSegment.Length]);
        }

        var path = Path(name);
        if (Word("in"))
        {
            return In(path);
        }

        foreach (var operation in Enum.GetValues<FilterOperator>())
        {
            if (Word(operation.ToString().ToLowerInvariant()))
            {
                Support(
                    path,
                    operation switch
                    {
                        FilterOperator.Eq or FilterOperator.Ne => Traits.FilterEquals,
                        _ => Traits.FilterRange,
                    }
                );
                if (operation == FilterOperator.Ne)
                {
                    NeedAdvanced("NotEqualsMatch");
                }

                return new FilterNode.Comparison(path, operation, Literal(path));
            }
        }

        throw Wrong();
    }

    /// <summary>The service tells no or one item from others, and no more.</summary>
    private FilterNode.ItemCount Count(string name)
    {
        Func<Document, int> count;
        if (
            _types.Select(type => type.Navigation(name)).FirstOrDefault(found => found is not null) is { IsCollection: true } relation
            && _related is { } related
        )
        {
            count = document => document.Type.Navigation(relation.Name) is null ? 0 : related(document, relation.Name).Take(2).Count();
        }
        else if (Path(name) is { Last.IsCollection: true } path)
        {
            count = document => (path.Read(document, null) as object[])?.Length ?? 0;
        }
        else
        {
            throw GraphErrors.BadRequest($"Invalid filter clause: '{name}' is not a collection.");
        }

        NeedAdvanced("$count");
        var isEqual = Word("eq");
        if (!isEqual && !Word("ne"))
        {
            throw GraphErrors.UnsupportedQuery($"The count of '{name}' can be compared by 'eq' and 'ne' only.");
        }

        Blank();
        var value = Peek() - '0';
        _place++;
        if (value is not (0 or 1) || char.IsLetterOrDigit(Peek()))
        {
            throw GraphErrors.UnsupportedQuery($"The count of '{name}' can be compared with 0 and 1 only.");
        }

        return new FilterNode.ItemCount(count, isEqual, value);
    }

    private FilterNode.OneOf In(FilterPath path)
    {
        Support(path, Traits.FilterEquals);
        Expect('(');
        var values = new List<object?>();
        do
        {
            values.Add(Literal(path));
            if (values.Count > 15)
            {
                throw GraphErrors.UnsupportedQuery(
                    "Too many child clauses specified in search filter expression containing 'OR' operators: 16. Max allowed: 15."
                );
            }
        } while (Sign(','));
        Expect(')');
        return new FilterNode.OneOf(path, values);
    }

    private FilterNode.Affix Function(string function)
    {
        Expect('(');
        var path = Path(Name());
        Expect(',');
        var value = Literal(path) as string ?? throw Wrong();
        Expect(')');
        if (function == "contains")
        {
            throw GraphErrors.UnsupportedQuery(
                $"Unsupported or invalid query filter clause specified for property '{path.Last.Name}' of resource '{_types[0].DirectoryName}'."
            );
        }

        Support(path, Traits.FilterStarts);
        if (function == "endswith")
        {
            if (path.Last.Name is not ("mail" or "otherMails" or "userPrincipalName" or "proxyAddresses"))
            {
                throw GraphErrors.UnsupportedQuery(
                    $"Unsupported or invalid query filter clause specified for property '{path.Last.Name}' of resource '{_types[0].DirectoryName}'."
                );
            }

            NeedAdvanced("endsWith");
        }

        // A literal 'true' after startswith(...) eq is old style that some clients still send.
        if (Word("eq"))
        {
            if (!Word("true"))
            {
                throw Wrong();
            }
        }

        return new FilterNode.Affix(path, value, AtEnd: function == "endswith");
    }

    private FilterNode.Any Lambda(string name)
    {
        var isAll = name.EndsWith("/all", StringComparison.OrdinalIgnoreCase);
        var path = Path(name[..^4]);
        if (!path.Last.IsCollection || _variable is not null)
        {
            throw Wrong();
        }

        if (isAll)
        {
            throw GraphErrors.UnsupportedQuery("The 'all' operator is not supported.");
        }

        Expect('(');
        Blank();
        if (Sign(')'))
        {
            return new FilterNode.Any(path, null);
        }

        var colon = _text.IndexOf(':', _place);
        if (colon < 0)
        {
            throw Wrong();
        }

        _variable = _text[_place..colon].Trim();
        _variableProperty = path.Last;
        _variableTypes = path.Last.ComplexType is { } complex ? [complex] : [];
        _place = colon + 1;
        var inner = Or();
        Expect(')');
        _variable = null;
        return new FilterNode.Any(path, inner);
    }

    private FilterPath Path(string name)
    {
        var steps = name.Split('/');
        var ofVariable = _variable is not null && steps[0] == _variable;
        if (_variable is not null && !ofVariable)
        {
            throw GraphErrors.BadRequest($"Invalid filter clause: Could not find a property named '{steps[0]}' in the lambda expression.");
        }

        if (ofVariable && steps.Length == 1)
        {
            return new FilterPath([_variableProperty!], ofVariable: true, isVariable: true);
        }

        IReadOnlyList<StructuredType> types = ofVariable ? _variableTypes : _types;
        var properties = new List<Property>();
        foreach (var step in ofVariable ? steps[1..] : steps)
        {
            var property =
                types.Select(type => type.FindByClient(step)).FirstOrDefault(found => found is not null)
                ?? throw GraphErrors.BadRequest(
                    $"Could not find a property named '{step}' on type '{(types.Count > 0 ? types[0].FullName : "Edm.String")}'."
                );
            properties.Add(property);
            types = property.ComplexType is { } complex ? [complex] : [];
        }

        return new FilterPath([.. properties], ofVariable);
    }

    /// <summary>Refuses an operator that the directory has no index for.</summary>
    private void Support(FilterPath path, Traits needed)
    {
        var property = path.Last;
        if (!property.Is(needed))
        {
            throw GraphErrors.UnsupportedQuery(
                $"Unsupported or invalid query filter clause specified for property '{property.Name}' of resource '{_types[0].DirectoryName}'."
            );
        }

        if (property.Is(Traits.FilterAdvanced) && !_advanced)
        {
            throw GraphErrors.UnsupportedQuery(
                $"Unsupported or invalid query filter clause specified for property '{property.Name}' of resource '{_types[0].DirectoryName}'."
            );
        }
    }

    private void NeedAdvanced(string operation)
    {
        if (!_advanced)
        {
            throw GraphErrors.UnsupportedQuery(
                $"Operator '{operation}' is not supported because the required parameters might be missing. Try adding $count=true query parameter "
                    + "and ConsistencyLevel:eventual header. Refer to https://aka.ms/graph-docs/advanced-queries for more information"
            );
        }
    }

    private object? Literal(FilterPath path)
    {
        Blank();
        if (Peek() == '\'')
        {
            var text = Quoted();
            return path.Last.Kind switch
            {
                PropertyKind.Text or PropertyKind.Binary => text,
                PropertyKind.Guid => Guid.TryParse(text, out var id) ? id.ToString() : throw Incompatible(path),
                _ => throw Incompatible(path),
            };
        }

        var start = _place;
        while (_place < _text.Length && !char.IsWhiteSpace(_text[_place]) && _text[_place] is not (')' or ',' or '('))
        {
            _place++;
        }

        var word = _text[start.._place];
        if (word == "null")
        {
            return null;
        }

        return path.Last.Kind switch
        {
            PropertyKind.Boolean when bool.TryParse(word, out var flag) => flag,
            PropertyKind.Integer when int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
                number,
            PropertyKind.Instant
                when DateTimeOffset.TryParse(word, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) =>
                instant,
            PropertyKind.Guid or PropertyKind.Text when Guid.TryParse(word, out var id) => id.ToString(),
            _ when word.Length == 0 => throw Wrong(),
            _ => throw Incompatible(path),
        };
    }

    private static GraphException Incompatible(FilterPath path) =>
        GraphErrors.BadRequest(
            $"Invalid filter clause: A binary operator with incompatible types was detected. Property '{path.Last.Name}' is of type '{path.Last.EdmName}'."
        );

    private string Quoted()
    {
        var start = _place++;
        var text = new System.Text.StringBuilder();
        while (_place < _text.Length)
        {
            if (_text[_place] != '\'')
            {
                text.Append(_text[_place++]);
            }
            else if (_place + 1 < _text.Length && _text[_place + 1] == '\'')
            {
                text.Append('\'');
                _place += 2;
            }
            else
            {
                _place++;
                return text.ToString();
            }
        }

        throw GraphErrors.BadRequest($"Invalid filter clause: There is an unterminated string literal at position {start} in '{_text}'.");
    }

    private string Name()
    {
        Blank();
        var start = _place;
        while (_place < _text.Length && (char.IsLetterOrDigit(_text[_place]) || _text[_place] is '/' or '_' or '.' or '$' or '@'))
        {
            _place++;
        }

        return _text[start.._place];
    }

    private bool Word(string word)
    {
        Blank();
        var end = _place + word.Length;
        if (
            string.Compare(_text, _place, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) != 0
            || end > _text.Length
            || (end < _text.Length && (char.IsLetterOrDigit(_text[end]) || _text[end] == '/'))
        )
        {
            return false;
        }

        _place = end;
        return true;
    }

    private bool Sign(char sign)
    {
        Blank();
        if (Peek() != sign)
        {
            return false;
        }

        _place++;
        return true;
    }

    private void Expect(char sign)
    {
        if (!Sign(sign))
        {
            throw Wrong();
        }
    }

    private char Peek() => _place < _text.Length ? _text[_place] : '\0';

    private void Blank()
    {
        while (_place < _text.Length && char.IsWhiteSpace(_text[_place]))
        {
            _place++;
        }
    }

    private GraphException Wrong() => GraphErrors.BadRequest($"Invalid filter clause: Syntax error at position {_place} in '{_text}'.");
}
