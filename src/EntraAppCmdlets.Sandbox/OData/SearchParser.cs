using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.OData;

/// <summary>Reads a <c>$search</c>: quoted <c>"property:words"</c> clauses, joined by AND and OR.</summary>
internal static class SearchParser
{
    private static readonly char[] Separators = [' ', '-', '_', '.', '@', '/', '(', ')', ','];

    public static Func<Document, bool> Parse(string text, IReadOnlyList<StructuredType> types)
    {
        var place = 0;
        var alternatives = new List<List<Func<Document, bool>>> { new() };
        while (true)
        {
            Blank();
            alternatives[^1].Add(Clause());
            Blank();
            if (place == text.Length)
            {
                return document => alternatives.Any(all => all.All(clause => clause(document)));
            }

            if (Word("OR"))
            {
                alternatives.Add([]);
            }
            else if (!Word("AND"))
            {
                throw Wrong();
            }
        }

        Func<Document, bool> Clause()
        {
            if (place >= text.Length || text[place] != '"')
            {
                throw Wrong();
            }

            var end = text.IndexOf('"', place + 1);
            var colon = text.IndexOf(':', place + 1);
            if (end < 0 || colon < 0 || colon > end)
            {
                throw Wrong();
            }

            var name = text[(place + 1)..colon];
            var words = text[(colon + 1)..end].Split(Separators, StringSplitOptions.RemoveEmptyEntries);
            place = end + 1;
            if (!types.Any(type => type.FindByClient(name) is { } found && found.Is(Traits.Search)))
            {
                throw GraphErrors.UnsupportedQuery($"Property '{name}' is not searchable.");
            }

            return document =>
                document.Type.FindByClient(name) is { } property
                && document[property] is string value
                && words.All(word =>
                    value
                        .Split(Separators, StringSplitOptions.RemoveEmptyEntries)
                        .Any(token => token.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                );
        }

        bool Word(string word)
        {
            if (!text.AsSpan(place).StartsWith(word + " ", StringComparison.Ordinal))
            {
                return false;
            }

            place += word.Length;
            return true;
        }

        void Blank()
        {
            while (place < text.Length && text[place] == ' ')
            {
                place++;
            }
        }

        GraphException Wrong() =>
            GraphErrors.BadRequest(
                $"Syntax error at position {place} of the $search clause: a clause is \"property:value\", in double quotes."
            );
    }
}
