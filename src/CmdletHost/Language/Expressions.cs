using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Text;
using CmdletHost.Engine;

namespace CmdletHost.Language;

/// <summary>Gives a value in a session.</summary>
internal abstract record Expression(Extent At)
{
    public abstract object? Evaluate(Session session);

    public virtual void Assign(Session session, object? value) => throw new NotKnownException("Assigning to this expression", At);
}

internal sealed record ConstantExpression(Extent At, object? Value) : Expression(At)
{
    public override object? Evaluate(Session session) => Value;
}

/// <summary>A number in a command's argument: a parameter that takes a string gets it as it was written.</summary>
internal sealed record BareNumberExpression(Extent At, object Value, string Text) : Expression(At)
{
    public Expression Plain => new ConstantExpression(At, Value);

    public override object Evaluate(Session session) => new BareNumber(Value, Text);
}

internal sealed record BareNumber(object Value, string Text);

internal sealed record VariableExpression(Extent At, string? Drive, string Name) : Expression(At)
{
    public override object? Evaluate(Session session) => Drive is null ? session.GetVariable(Name) : Environment.GetEnvironmentVariable(Name);

    public override void Assign(Session session, object? value)
    {
        if (Drive is null)
        {
            session.SetVariable(Name, value);
        }
        else
        {
            Environment.SetEnvironmentVariable(Name, value is null ? null : LanguagePrimitives.ToText(value));
        }
    }
}

/// <summary>An expandable string: pieces of text and expressions.</summary>
internal sealed record StringExpression(Extent At, IReadOnlyList<object> Parts) : Expression(At)
{
    public static Expression Of(Extent at, List<object> parts) => parts switch
    {
        [] => new ConstantExpression(at, ""),
        [string text] => new ConstantExpression(at, text),
        _ => new StringExpression(at, parts),
    };

    public override object Evaluate(Session session)
    {
        var text = new StringBuilder();
        foreach (var part in Parts)
        {
            text.Append(part as string ?? LanguagePrimitives.ToText(((Expression)part).Evaluate(session)));
        }

        return text.ToString();
    }
}

internal sealed record ArrayExpression(Extent At, IReadOnlyList<Expression> Items) : Expression(At)
{
    public override object Evaluate(Session session) => Items.Select(item => Session.OneValue(item.Evaluate(session))).ToArray();
}

/// <summary><c>$( )</c> and <c>@( )</c>.</summary>
internal sealed record StatementsExpression(Block Body, Extent At, bool AsArray) : Expression(At)
{
    public override object? Evaluate(Session session)
    {
        var output = new List<object?>();
        Body.Run(session, output.Add);

        // A lone array in @( ) stays that array.
        return AsArray ? output.ToArray() : Session.Collected(output);
    }
}

/// <summary>A statement in parentheses.</summary>
internal sealed record GroupExpression(Extent At, Statement Inner) : Expression(At)
{
    public override object? Evaluate(Session session) => Inner is AssignmentStatement assignment ? assignment.Perform(session) : Inner.Value(session);
}

internal sealed record ScriptBlockExpression(Extent At, Block Body) : Expression(At)
{
    public override object Evaluate(Session session) => session.MakeScriptBlock(At.Text[1..^1], Body);
}

internal enum TableKind
{
    Hashtable,
    Ordered,
    CustomObject,
}

internal sealed record HashtableExpression(Extent At, IReadOnlyList<(Expression Key, Statement Value)> Entries, TableKind Kind) : Expression(At)
{
    public override object Evaluate(Session session)
    {
        IDictionary table = Kind == TableKind.Hashtable ? new Hashtable(StringComparer.OrdinalIgnoreCase) : new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in Entries)
        {
            var name = PSObject.Unwrap(key.Evaluate(session)) ?? throw new RuntimeException("A null key is not allowed in a hash literal.");
            if (table.Contains(name))
            {
                throw new SyntaxException($"Duplicate keys '{LanguagePrimitives.ToText(name)}' are not allowed in hash literals.", key.At);
            }

            table.Add(name, Session.OneValue(value.Value(session)));
        }

        return Kind == TableKind.CustomObject ? Members.ToCustomObject(table) : table;
    }
}

internal sealed record CastExpression(Extent At, Type Type, Expression Operand) : Expression(At)
{
    public override object? Evaluate(Session session)
    {
        var value = Operand.Evaluate(session);
        return Type == typeof(void) ? AutomationNull.Value : LanguagePrimitives.ConvertTo(value, Type);
    }
}

internal sealed record MemberExpression(Extent At, Expression Owner, Expression Name) : Expression(At)
{
    public override object? Evaluate(Session session) => Members.Get(Owner.Evaluate(session), LanguagePrimitives.ToText(Name.Evaluate(session)));

    public override void Assign(Session session, object? value) => Members.Set(Owner.Evaluate(session), LanguagePrimitives.ToText(Name.Evaluate(session)), value);
}

internal sealed record IndexExpression(Extent At, Expression Owner, Expression Index) : Expression(At)
{
    public override object? Evaluate(Session session) => Members.Index(Owner.Evaluate(session), Index.Evaluate(session), At);

    public override void Assign(Session session, object? value) => Members.SetIndex(Owner.Evaluate(session), Index.Evaluate(session), value, At);
}

internal sealed record UnaryExpression(Extent At, string Operator, Expression Operand) : Expression(At)
{
    public override object? Evaluate(Session session)
    {
        var value = Operand.Evaluate(session);
        return Operator switch
        {
            "not" => !LanguagePrimitives.IsTrue(value),
            "+" => Operators.Arithmetic("+", 0, value, At),
            "-" => Operators.Arithmetic("-", 0, value, At),
            "join" => Operators.Binary("join", value, "", At),
            _ => throw new NotKnownException($"The unary operator '-{Operator}'", At),
        };
    }
}

internal sealed record BinaryExpression(Extent At, string Operator, Expression Left, Expression Right) : Expression(At)
{
    public override object? Evaluate(Session session)
    {
        var left = Left.Evaluate(session);
        switch (Operator)
        {
            case "and":
                return LanguagePrimitives.IsTrue(left) && LanguagePrimitives.IsTrue(Right.Evaluate(session));
            case "or":
                return LanguagePrimitives.IsTrue(left) || LanguagePrimitives.IsTrue(Right.Evaluate(session));
            case "xor":
                return LanguagePrimitives.IsTrue(left) ^ LanguagePrimitives.IsTrue(Right.Evaluate(session));
            case "match" or "cmatch" when LanguagePrimitives.GetEnumerable(left) is null:
                return Operators.Match(session, Operator, left, Right.Evaluate(session));
            default:
                return Operators.Binary(Operator, left, Right.Evaluate(session), At);
        }
    }
}
