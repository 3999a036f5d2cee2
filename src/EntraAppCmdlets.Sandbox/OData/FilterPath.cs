using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.OData;

/// <summary>The way from an object, or from the variable of a lambda expression, to a value.</summary>
internal sealed class FilterPath(Property[] steps, bool ofVariable, bool isVariable = false)
{
    public Property Last => steps[^1];

    /// <summary>The property's name where the path is a single property of the object itself.</summary>
    public string? Single => steps.Length == 1 && !ofVariable ? steps[0].Name : null;

    /// <summary>Whether it is the variable itself: an item of a collection.</summary>
    public bool IsVariable => isVariable;

    public object? Read(Document document, object? variable)
    {
        if (IsVariable)
        {
            return variable;
        }

        object? value = ofVariable ? variable : document;
        foreach (var step in steps)
        {
            // Objects of several types come together in one list; a type without the property has no value of it.
            value = value is Document { Type: var type } at && type.Find(step.Name) is { } property ? at[property] : null;
        }

        return value;
    }
}
