using System.Collections;
using System.Management.Automation.Internal;
using System.Text.RegularExpressions;

namespace System.Management.Automation;

/// <summary>Refuses an argument after it was converted to its parameter's type.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public abstract class ValidateArgumentsAttribute : CmdletMetadataAttribute
{
    protected ValidateArgumentsAttribute() { }

    protected virtual void Validate(object? arguments, EngineIntrinsics engineIntrinsics) { }

    internal void Check(object? value, EngineIntrinsics engine) => Validate(value, engine);
}

/// <summary>Refuses an argument by any of its elements.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public abstract class ValidateEnumeratedArgumentsAttribute : ValidateArgumentsAttribute
{
    protected ValidateEnumeratedArgumentsAttribute() { }

    protected virtual void ValidateElement(object? element) { }

    protected sealed override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        if (LanguagePrimitives.GetEnumerable(arguments) is { } elements)
        {
            foreach (var element in elements)
            {
                ValidateElement(element);
            }
        }
        else if (arguments is null)
        {
            throw new ValidationMetadataException(
                "The argument is null or empty. Provide an argument that is not null or empty, and then try the command again.");
        }
        else
        {
            ValidateElement(arguments);
        }
    }
}

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public abstract class NullValidationAttributeBase : ValidateArgumentsAttribute
{
    protected NullValidationAttributeBase() { }
}

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ValidateNotNullAttribute : NullValidationAttributeBase
{
    protected override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is null)
        {
            throw new ValidationMetadataException(
                "The argument is null. Provide a valid value for the argument, and then try running the command again.");
        }

        if (LanguagePrimitives.GetEnumerable(arguments)?.Cast<object?>().Any(item => item is null) == true)
        {
            throw new ValidationMetadataException("The argument has a null value, or an element of the argument collection contains a " +
                "null value. Provide a collection that does not contain any null values, and then try the command again.");
        }
    }
}

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ValidateNotNullOrEmptyAttribute : NullValidationAttributeBase
{
    protected override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is null or "")
        {
            throw new ValidationMetadataException(
                "The argument is null or empty. Provide an argument that is not null or empty, and then try the command again.");
        }

        var elements = LanguagePrimitives.GetEnumerable(arguments)?.Cast<object?>().ToList();
        if (elements is { Count: 0 } || elements?.Exists(item => item is null or "") == true)
        {
            throw new ValidationMetadataException("The argument is null, empty, or an element of the argument collection contains a null " +
                "value. Supply a collection that does not contain any null values and then try the command again.");
        }
    }
}

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ValidateSetAttribute(params string[] validValues) : ValidateEnumeratedArgumentsAttribute
{
    public IList<string> ValidValues { get; } = validValues;

    public bool IgnoreCase { get; set; } = true;

    protected override void ValidateElement(object? element)
    {
        var text = LanguagePrimitives.ToText(element);
        if (!ValidValues.Contains(text, IgnoreCase ? StringComparer.InvariantCultureIgnoreCase : StringComparer.InvariantCulture))
        {
            throw new ValidationMetadataException($"The argument \"{text}\" does not belong to the set \"{string.Join(",", ValidValues)}\" " +
                "specified by the ValidateSet attribute. Supply an argument that is in the set and then try the command again.");
        }
    }
}

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ValidateRangeAttribute(object minRange, object maxRange) : ValidateEnumeratedArgumentsAttribute
{
    public object MinRange { get; } = minRange;

    public object MaxRange { get; } = maxRange;

    protected override void ValidateElement(object? element)
    {
        var value = (IComparable)LanguagePrimitives.ConvertTo(element, MinRange.GetType())!;
        if (value.CompareTo(MinRange) < 0)
        {
            throw new ValidationMetadataException($"The {element} argument is less than the minimum allowed range of {MinRange}. " +
                $"Supply an argument that is greater than or equal to {MinRange} and then try the command again.");
        }

        if (value.CompareTo(LanguagePrimitives.ConvertTo(MaxRange, MinRange.GetType())) > 0)
        {
            throw new ValidationMetadataException($"The {element} argument is greater than the maximum allowed range of {MaxRange}. " +
                $"Supply an argument that is less than or equal to {MaxRange} and then try the command again.");
        }
    }
}

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ValidateLengthAttribute(int minLength, int maxLength) : ValidateEnumeratedArgumentsAttribute
{
    public int MinLength { get; } = minLength;

    public int MaxLength { get; } = maxLength;

    protected override void ValidateElement(object? element)
    {
        var length = element is string text ? text.Length : throw new ValidationMetadataException("The ValidateLength attribute cannot be " +
            "applied to a parameter that is not a string or string[] parameter. Make the parameter a string or string[] parameter.");
        if (length < MinLength)
        {
            throw new ValidationMetadataException($"The character length ({length}) of the argument is too short. Specify an argument " +
                $"with a length that is greater than or equal to \"{MinLength}\", and then try the command again.");
        }

        if (length > MaxLength)
        {
            throw new ValidationMetadataException($"The character length of the {length} argument is too long. Shorten the character " +
                $"length of the argument so it is fewer than or equal to \"{MaxLength}\" characters, and then try the command again.");
        }
    }
}

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ValidatePatternAttribute(string regexPattern) : ValidateEnumeratedArgumentsAttribute
{
    public string RegexPattern { get; } = regexPattern;

    public RegexOptions Options { get; set; } = RegexOptions.IgnoreCase;

    protected override void ValidateElement(object? element)
    {
        var text = LanguagePrimitives.ToText(element);
        if (!Regex.IsMatch(text, RegexPattern, Options))
        {
            throw new ValidationMetadataException($"The argument \"{text}\" does not match the \"{RegexPattern}\" pattern. " +
                $"Supply an argument that matches \"{RegexPattern}\" and try the command again.");
        }
    }
}

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ValidateCountAttribute(int minLength, int maxLength) : ValidateArgumentsAttribute
{
    public int MinLength { get; } = minLength;

    public int MaxLength { get; } = maxLength;

    protected override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        var count = arguments switch
        {
            null => 0,
            ICollection collection => collection.Count,
            _ => LanguagePrimitives.GetEnumerable(arguments)?.Cast<object?>().Count() ?? throw new ValidationMetadataException(
                "The ValidateCount attribute cannot be applied to a non-array parameter. Either remove the attribute from the parameter " +
                "or make the parameter an array parameter."),
        };
        if (count < MinLength || count > MaxLength)
        {
            throw new ValidationMetadataException(MinLength == MaxLength
                ? $"The parameter requires exactly {MinLength} value(s) - {count} value(s) were provided."
                : $"The parameter requires at least {MinLength} value(s) and no more than {MaxLength} value(s) - {count} value(s) were provided.");
        }
    }
}
