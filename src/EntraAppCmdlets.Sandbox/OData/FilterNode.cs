using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.OData;

/// <summary>A condition that an object meets or not. The directory compares text without regard to case.</summary>
internal abstract record FilterNode
{
    public abstract bool Matches(Document document, object? variable = null);

    /// <summary>The values of an index that hold every object that can match; null where only reading everything tells.</summary>
    public virtual IReadOnlyList<(string Index, string Key)>? Lookups(Table table) => null;

    internal sealed record And(FilterNode Left, FilterNode Right) : FilterNode
    {
        public override bool Matches(Document document, object? variable) =>
            Left.Matches(document, variable) && Right.Matches(document, variable);

        public override IReadOnlyList<(string Index, string Key)>? Lookups(Table table)
        {
            var (left, right) = (Left.Lookups(table), Right.Lookups(table));
            return left is null ? right
                : right is null || Cost(left) <= Cost(right) ? left
                : right;

            int Cost(IReadOnlyList<(string Index, string Key)> lookups) => lookups.Sum(each => table.CountOf(each.Index, each.Key));
        }
    }

    internal sealed record Or(FilterNode Left, FilterNode Right) : FilterNode
    {
        public override bool Matches(Document document, object? variable) =>
            Left.Matches(document, variable) || Right.Matches(document, variable);

        public override IReadOnlyList<(string Index, string Key)>? Lookups(Table table) =>
            Left.Lookups(table) is { } left && Right.Lookups(table) is { } right ? [.. left, .. right] : null;
    }

    internal sealed record Not(FilterNode Inner) : FilterNode
    {
        public override bool Matches(Document document, object? variable) => !Inner.Matches(document, variable);
    }

    internal sealed record Comparison(FilterPath Path, FilterOperator Operator, object? Value) : FilterNode
    {
        public override bool Matches(Document document, object? variable)
        {
            var value = Path.Read(document, variable);
            if (Operator is FilterOperator.Eq or FilterOperator.Ne)
            {
                return AreEqual(value, Value) == (Operator == FilterOperator.Eq);
            }

            if (value is null || Value is null)
            {
                return false;
            }

            var order = value is string text
                ? string.Compare(text, Value as string, StringComparison.OrdinalIgnoreCase)
                : ((IComparable)value).CompareTo(Value);
            return Operator switch
            {
                FilterOperator.Ge => order >= 0,
                FilterOperator.Gt => order > 0,
                FilterOperator.Le => order <= 0,
                _ => order < 0,
            };
        }

        public override IReadOnlyList<(string Index, string Key)>? Lookups(Table table) =>
            Operator == FilterOperator.Eq && Value is string key && Path.Single is { } name && table.IsIndexed(name) ? [(name, key)] : null;
    }

    /// <summary>How many items a collection or a relation has.</summary>
    internal sealed record ItemCount(Func<Document, int> Count, bool IsEqual, int Value) : FilterNode
    {
        public override bool Matches(Document document, object? variable) => (Count(document) == Value) == IsEqual;
    }

    internal sealed record OneOf(FilterPath Path, IReadOnlyList<object?> Values) : FilterNode
    {
        public override bool Matches(Document document, object? variable)
        {
            var value = Path.Read(document, variable);
            return Values.Any(each => AreEqual(value, each));
        }

        public override IReadOnlyList<(string Index, string Key)>? Lookups(Table table) =>
            Path.Single is { } name && table.IsIndexed(name) && Values.All(value => value is string)
                ? [.. Values.Select(value => (name, (string)value!))]
                : null;
    }

    internal sealed record Affix(FilterPath Path, string Value, bool AtEnd) : FilterNode
    {
        public override bool Matches(Document document, object? variable) =>
            Path.Read(document, variable) is string text
            && (
                AtEnd
                    ? text.EndsWith(Value, StringComparison.OrdinalIgnoreCase)
                    : text.StartsWith(Value, StringComparison.OrdinalIgnoreCase)
            );
    }

    internal sealed record Any(FilterPath Path, FilterNode? Inner) : FilterNode
    {
        public override bool Matches(Document document, object? variable) =>
            Path.Read(document, variable) is object[] items
            && (Inner is null ? items.Length > 0 : items.Any(item => Inner.Matches(document, item)));

        public override IReadOnlyList<(string Index, string Key)>? Lookups(Table table) =>
            Path.Single is { } name
            && table.IsIndexed(name)
            && Inner is Comparison { Operator: FilterOperator.Eq, Value: string key, Path.IsVariable: true }
                ? [(name, key)]
                : null;
    }

    private static bool AreEqual(object? left, object? right) =>
        left is string one && right is string other ? string.Equals(one, other, StringComparison.OrdinalIgnoreCase) : Equals(left, right);
}
