using System.Collections;
using System.Management.Automation;
using CmdletHost.Engine;

namespace CmdletHost.Language;

/// <summary>A parsed script: what it takes and what it does.</summary>
internal sealed record Script(IReadOnlyList<ScriptParameter>? Parameters, Block Body);

/// <summary>One parameter of a script's param block. <see cref="Preference"/> names the variable that a common parameter sets.</summary>
internal sealed record ScriptParameter(Extent At, string Name, Type Type, bool Mandatory, Expression? Initial, string? Preference = null)
{
    public static readonly ScriptParameter[] Common =
    [
        new(default, "Verbose", typeof(SwitchParameter), false, null, "VerbosePreference"),
        new(default, "Debug", typeof(SwitchParameter), false, null, "DebugPreference"),
        new(default, "WhatIf", typeof(SwitchParameter), false, null, "WhatIfPreference"),
        new(default, "Confirm", typeof(SwitchParameter), false, null, "ConfirmPreference"),
        new(default, "ErrorAction", typeof(ActionPreference), false, null, "ErrorActionPreference"),
        new(default, "WarningAction", typeof(ActionPreference), false, null, "WarningPreference"),
        new(default, "InformationAction", typeof(ActionPreference), false, null, "InformationPreference"),
    ];
}

internal abstract record Statement(Extent At = default)
{
    /// <summary>Runs the statement; its output goes to <paramref name="output"/> object by object.</summary>
    public abstract void Run(Session session, Action<object?> output);

    /// <summary>The output as a value: nothing, the single object, or an array.</summary>
    public virtual object? Value(Session session)
    {
        var collected = new List<object?>();
        Run(session, collected.Add);
        return Session.Collected(collected);
    }
}

/// <summary>Statements one after the other. An error that ends one of them is reported and the next one runs, as preferences say.</summary>
internal sealed record Block(IReadOnlyList<Statement> Statements)
{
    public void Run(Session session, Action<object?> output)
    {
        foreach (var statement in Statements)
        {
            session.ThrowIfStopping();
            session.LastSucceeded = true;
            try
            {
                statement.Run(session, output);
            }
            catch (Exception failure) when (Session.AsError(failure, statement.At) is { } error && !session.EndsHere(error))
            {
                session.ReportStatementError(error);
            }
        }
    }
}

internal sealed record PipelineStatement(Extent At, IReadOnlyList<PipelineElement> Elements) : Statement(At)
{
    public override void Run(Session session, Action<object?> output)
    {
        if (Elements is [ExpressionElement { Value: GroupExpression { Inner: AssignmentStatement } group }])
        {
            Session.Enumerate(group.Evaluate(session), output);
        }
        else if (Elements is [ExpressionElement only])
        {
            Session.Enumerate(only.Value.Evaluate(session), output);
        }
        else
        {
            Pipeline.Run(session, Elements, output);
        }
    }

    public override object? Value(Session session) => Elements is [ExpressionElement only] ? only.Value.Evaluate(session) : base.Value(session);
}

internal abstract record PipelineElement(Extent At);

internal sealed record ExpressionElement(Extent At, Expression Value) : PipelineElement(At);

internal sealed record CommandElement(Extent At, Extent Head, string Name, IReadOnlyList<CommandArgument> Arguments) : PipelineElement(At);

/// <summary>An argument: a parameter's name, a value, or both when a colon joins them.</summary>
internal sealed record CommandArgument(Extent At, string? Parameter, Expression? Value, bool IsSplat);

internal sealed record AssignmentStatement(Extent At, Expression Target, string Operation, Statement Source) : Statement(At)
{
    public override void Run(Session session, Action<object?> output) => Perform(session);

    // In a condition, an assignment is its value.
    public override object? Value(Session session) => Perform(session);

    public object? Perform(Session session)
    {
        var value = Source is AssignmentStatement chained ? chained.Perform(session) : Source.Value(session);
        if (Operation.Length > 0)
        {
            value = Operators.Arithmetic(Operation, Target.Evaluate(session), value, At);
        }

        Target.Assign(session, value);
        return value;
    }
}

internal sealed record IfStatement(IReadOnlyList<(Statement Condition, Block Body)> Clauses, Block? Otherwise) : Statement
{
    public override void Run(Session session, Action<object?> output) =>
        (Clauses.FirstOrDefault(clause => LanguagePrimitives.IsTrue(clause.Condition.Value(session))).Body ?? Otherwise)?.Run(session, output);
}

internal sealed record ForEachStatement(string Variable, Statement Values, Block Body) : Statement
{
    public override void Run(Session session, Action<object?> output)
    {
        var values = Values.Value(session);
        foreach (var value in LanguagePrimitives.GetEnumerable(values) ?? (PSObject.Unwrap(values) is null ? Array.Empty<object>() : (IEnumerable)new[] { values }))
        {
            session.SetVariable(Variable, value);
            try
            {
                Body.Run(session, output);
            }
            catch (Departure departure) when (departure.Keyword is "break" or "continue")
            {
                if (departure.Keyword == "break")
                {
                    return;
                }
            }
        }
    }
}

internal sealed record TryStatement(Block Body, Block? Handler, Block? Last) : Statement
{
    public override void Run(Session session, Action<object?> output)
    {
        try
        {
            if (Handler is null)
            {
                Body.Run(session, output);
                return;
            }

            try
            {
                session.TryDepth++;
                try
                {
                    Body.Run(session, output);
                }
                finally
                {
                    session.TryDepth--;
                }
            }
            catch (Exception failure) when (Session.AsError(failure) is { } error)
            {
                session.Remember(error.Record);
                session.WithUnderscore(error.Record, () => Handler.Run(session, output));
            }
        }
        finally
        {
            session.RunUnstoppable(() => Last?.Run(session, output));
        }
    }
}

internal sealed record ThrowStatement(Extent At, PipelineStatement? Thrown) : Statement(At)
{
    public override void Run(Session session, Action<object?> output)
    {
        var value = Thrown?.Value(session) ?? (session.GetVariable("_") as ErrorRecord);
        var record = PSObject.Unwrap(value) switch
        {
            ErrorRecord given => given,
            Exception exception => ErrorRecord.From(exception, exception.Message, ErrorCategory.OperationStopped),
            null => new ErrorRecord(new RuntimeException("ScriptHalted"), "ScriptHalted", ErrorCategory.OperationStopped, null),
            var other => new ErrorRecord(new RuntimeException(LanguagePrimitives.ToText(other)), LanguagePrimitives.ToText(other), ErrorCategory.OperationStopped, other),
        };
        record.SetInvocationInfo(Session.PlaceOf(At));
        throw new ScriptError(record, endsScript: true);
    }
}

internal sealed record DepartStatement(string Keyword, PipelineStatement? Argument) : Statement
{
    public override void Run(Session session, Action<object?> output)
    {
        var value = Argument?.Value(session);
        if (Keyword == "return" && Argument is not null)
        {
            Session.Enumerate(value, output);
        }

        throw new Departure(Keyword, Keyword == "exit" && value is not null ? LanguagePrimitives.ConvertTo<int>(value) : 0);
    }
}
