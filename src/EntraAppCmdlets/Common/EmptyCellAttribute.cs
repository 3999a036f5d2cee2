using System.Management.Automation;
using System.Reflection;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets;

/// <summary>
/// Marks a parameter that takes a column of a CSV file: an empty cell is as if the parameter was not given, and blanks around a text don't count. On the
/// command line an empty value is an error, because there it comes from a variable that isn't set.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EmptyCellAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override bool TransformNullOptionalParameters => false;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject item ? item.BaseObject : inputData) is not string text ? inputData
        : string.IsNullOrWhiteSpace(text) ? null
        : text.Trim();

    /// <summary>Refuses empty values of the command line: called before the first input is bound.</summary>
    /// <exception cref="AppException">ArgumentEmpty.</exception>
    public static void Check(PSCmdlet cmdlet)
    {
        foreach (var (name, value) in cmdlet.MyInvocation.BoundParameters)
        {
            if (value is null or "" && cmdlet.GetType().GetProperty(name)?.GetCustomAttribute<EmptyCellAttribute>() is not null)
            {
                throw ConnectionErrors.ArgumentEmpty(name);
            }
        }
    }
}
