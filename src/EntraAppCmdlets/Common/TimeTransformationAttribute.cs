using System.Globalization;
using System.Management.Automation;

namespace EntraAppCmdlets;

/// <summary>
/// Reads a time from text in the same way in every culture. PowerShell's own conversion does that too, but also shows the result in the calendar of the session,
/// and fails where that calendar ends earlier: in ar-SA in 2077.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject item ? item.BaseObject : inputData) switch
        {
            string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) => time,
            DateTime time => new DateTimeOffset(time),
            _ => inputData,
        };
}
